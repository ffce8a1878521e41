@signatures
Feature: Webhooks are believed by their signature
  The address of the webhook is no secret. The HMAC over the raw bytes, made with the signing
  key, is all that tells Nango from anybody else.

  @NAF-12.1 @must @essential
  Rule: An unsigned webhook is refused and changes nothing
    A missing header is the cheapest forgery there is.

    Scenario Outline: What arrives is <webhook>
      Given Ada has started connecting her account
      When Ada authorises her account but what arrives is <webhook>
      Then the backend refuses the webhook
      But Ada has no active connection
      And nothing is synced for Ada

      Examples: Webhooks that nobody signed
        | webhook                           |
        | a webhook with no signature       |
        | a webhook with an empty signature |

  @NAF-12.2 @must @essential
  Rule: A webhook with a wrong signature is refused and changes nothing
    A signature proves the bytes and the key, or it proves nothing.

    Scenario Outline: What comes is <webhook>
      Given Ada has started connecting her account
      When Ada authorises her account but what arrives is <webhook>
      Then the backend refuses the webhook
      But Ada has no active connection
      And nothing is synced for Ada

      Examples: Signatures that prove nothing
        | webhook                                   |
        | a webhook signed with another key         |
        | a webhook with another body's signature   |
        | a webhook whose connection id was changed |
        | a webhook whose success was changed       |
        | a webhook whose tag was changed           |
        | a webhook of another environment          |
        | a webhook with a made-up signature        |

  @NAF-12.3 @must @essential
  Rule: The signing key is a secret of its own, and the right one is used
    Environments made after April 2026 have a signing key that is not the API key.

    Scenario: A webhook signed with the signing key is believed
      When Ada connects her account
      Then the backend accepted Nango's webhook

    Scenario: A webhook signed with the API key is not
      Given Ada has started connecting her account
      When Ada authorises her account but what arrives is a webhook signed with the API key
      Then the backend refuses the webhook
      But Ada has no active connection

  @NAF-12.4 @should
  Rule: The HMAC header suffices by itself
    The legacy header goes one day, and who needs it hears of no connection from then on.

    Scenario Outline: What arrives is <webhook>, and it is believed
      Given Ada has started connecting her account
      When Ada authorises her account but what arrives is <webhook>
      Then the backend accepted Nango's webhook
      And the backend took up Ada's connection

      Examples: Webhooks with a right HMAC
        | webhook                                 |
        | a webhook without a legacy signature    |
        | a webhook with a wrong legacy signature |

  @NAF-12.5 @should @essential
  Rule: A right legacy signature does not excuse a wrong HMAC
    The legacy digest can be extended by whoever has seen one; Nango advises against it.

    Scenario: Only the legacy signature is right
      Given Ada has started connecting her account
      When Ada authorises her account but what arrives is a webhook with a right legacy signature
      Then the backend refuses the webhook
      But Ada has no active connection
      And nothing is synced for Ada

    Scenario: What is longer than what was signed is not taken for signed
      Given Ada has started connecting her account
      When Ada authorises her account but what arrives is a webhook longer than what was signed
      Then the backend refuses the webhook as if its signature were made up
      But Ada has no active connection
