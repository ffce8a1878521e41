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

  @NAF-17.2 @should
  Rule: The log tells of every refused webhook
    A wrong signing key refuses everything in silence, until a user asks where her mail is.

    Scenario Outline: What comes is <webhook>
      Given Ada has started connecting her account
      When Ada authorises her account but what arrives is <webhook>
      Then the backend refuses the webhook and writes that down
      But Ada has no active connection

      Examples: Webhooks that Nango did not sign
        | webhook                                 |
        | a webhook with no signature             |
        | a webhook signed with another key       |
        | a webhook with another body's signature |
