"""A backend that implements the flow rightly: small, plain and transactional."""
