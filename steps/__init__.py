"""A Gherkin line is one call: the vocabulary of the specification."""
