@secrecy
Feature: What never leaves the backend
  Judged last, over everything that the backend said in the whole run.

  @NAF-15.1 @must @essential
  Rule: The secret key and the signing key never leave the backend
    Whoever holds the secret key holds every connection of every user.

    Scenario: No answer of the whole run holds a key
      When Ada connects her account
      Then no answer in this run held a key
