"""
The detour: how an application that calls https://api.nango.dev comes to this fake instead.

It is opened on request only. A proxy takes what goes to Nango and nothing else, and a TLS
listener shows a certificate of a throw-away authority, whose certificate lies in a file.

Nothing is imported here: who names a way of coming here need not be able to open one.
"""
