@logging
Feature: What the log tells
  Nango has no notice of its own for a webhook that was refused: the log is all there is.

  @NAF-17.2 @should
  Rule: The log tells of every refused webhook
    A wrong signing key refuses everything in silence, until a user asks where her mail is.

    Scenario Outline: What comes is <webhook>
      Given Ada has started connecting her account
      When Ada authorises her account but what arrives is <webhook>
      Then the backend refuses the webhook and writes that down

      Examples: Webhooks that Nango did not sign
        | webhook                                 |
        | a webhook with no signature             |
        | a webhook signed with another key       |
        | a webhook with another body's signature |
