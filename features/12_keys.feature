@keys
Feature: The keys of a backend are what it believes by
  A backend that has lost its key must not believe everybody, and one that changes its key
  must not disbelieve Nango meanwhile.

  @NAF-12.7 @must
  Rule: A backend without its signing key believes no webhook
    A variable that was forgotten in one environment must not open the door to everybody.

    Scenario Outline: Without its key the backend does not believe <webhook>
      When Ada authorises her account at a backend without its key but what arrives is <webhook>
      Then the backend refuses the webhook
      But Ada has no active connection

      Examples: What anybody can make who has no key
        | webhook                                  |
        | a webhook with no signature              |
        | a webhook signed with an empty key       |
        | a webhook signed with the word undefined |

  @NAF-12.11 @may
  Rule: During a rotation the old key and the new one both count
    Between Nango's change and the backend's every event is refused, and refused for good.

    Scenario Outline: A webhook signed with <key> is believed
      When Ada connects her account while Nango signs with <key>
      Then the backend accepted Nango's webhook
      And the backend took up Ada's connection

      Examples: The keys of a rotation
        | key         |
        | the old key |
        | the new key |
