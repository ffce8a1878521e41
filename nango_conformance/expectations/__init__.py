"""
What a check wants, as pure judgements over evidence.

Each function returns the notes that are worth telling, and raises `Nonconformance` when the
target is wrong, `NotObservable` or `NotApplicable` when it cannot be judged, and
`ControlFailed` when what was seen would prove nothing.
"""
