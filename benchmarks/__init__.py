"""The figures of the README, measured anew; none of them is a test."""
