@exactness
Feature: Signatures are compared first, whole, and over the very bytes
  A comparison that reads the body before it believes it, or a part of the signature, believes
  strangers; one that rewrites the body before it hashes it disbelieves Nango.

  @NAF-12.6 @must
  Rule: Every body that Nango can send passes, whatever letters are in it
    Who hashes a rewriting of the body refuses every user with an accent in her name.

    Scenario Outline: What arrives is <webhook>, signed over its bytes
      Given Ada has started connecting her account
      When Ada authorises her account but what arrives is <webhook>
      Then the backend accepted Nango's webhook
      And the backend took up Ada's connection

      Examples: Names that people have
        | webhook                                         |
        | a webhook with a name of foreign letters        |
        | a webhook with a name that has an emoji         |
        | a webhook with a name on two lines              |
        | a webhook with a name of slashes and angles     |
        | a webhook with a name of quotes and backslashes |

    Scenario: What a provider sends is passed on as Nango writes it
      Given Ada has connected her account
      When Nango sends a webhook of the provider with odd keys and numbers
      Then the backend acknowledges the webhook
      And Ada's connection is unchanged

  @NAF-12.8 @must
  Rule: A malformed signature is refused without a crash
    A comparison that throws makes Nango send again; one of a part believes a part.

    Scenario Outline: What arrives is <webhook>
      Given Ada has started connecting her account
      When Ada authorises her account but what arrives is <webhook>
      Then the backend refuses the webhook without failing
      But Ada has no active connection
      And nothing is synced for Ada

      Examples: Signatures that are not sixty-four digits
        | webhook                                       |
        | a webhook with half a signature               |
        | a webhook with an endless signature           |
        | a webhook with letters for a signature        |
        | a webhook whose signature names its algorithm |
        | a webhook with a signature in base64          |
        | a webhook with two signatures in one line     |
        | a webhook with digits before its signature    |
        | a webhook with digits behind its signature    |
        | a webhook with two lines of signatures        |

  @NAF-12.9 @should
  Rule: Signatures are compared in constant time
    A comparison that stops at the first difference tells how much of a forgery was right.

    Scenario: Nothing of a signature shows in the time that its comparison takes
      When Ada connects her account
      Then the backend compares signatures in constant time

  @NAF-12.10 @should
  Rule: The signature comes before everything else
    Who parses and queries first works for strangers for nothing, and tells them whom it knows.

    Scenario Outline: What arrives is <webhook>, and nobody reads it
      Given Ada has started connecting her account
      When Ada authorises her account but what arrives is <webhook>
      Then the backend refuses the webhook like any unsigned one
      And Nango is not asked about Ada's connection
      But Ada has no active connection

      Examples: Bodies that are better not read
        | webhook                                  |
        | half a webhook with no signature         |
        | a null with no signature                 |
        | deep nesting with no signature           |
        | the news of a stranger with no signature |
