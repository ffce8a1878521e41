"""The only code that talks to a target: drivers act and record, they never judge."""
