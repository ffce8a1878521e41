"""
A backend that implements the Nango authorization flow rightly: small, plain and transactional.

Read it in this order: `domain` (what there is), `events` (what Nango says), `service`
(what is done about it), `store` (how it is kept), `web` (how it is asked for), `app`
(how it is put together).
"""
