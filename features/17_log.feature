@log
Feature: What the log tells
  Who reads a log is not who may act for the users.

  @NAF-17.1 @must
  Rule: Nobody finds a key or a token in the log
    Logs are copied, kept and read by more people than any database.

    Scenario Outline: The log does not hold <secret>
      When Ada connects her account
      Then no line of the log in this run held <secret>

      Examples: What is worth stealing
        | secret                       |
        | a key                        |
        | a session token              |
        | a credential of the provider |
        | a password                   |
