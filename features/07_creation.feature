@creation
Feature: The backend handles the webhook of a new connection
  What arrives derives from the session that the backend itself asked for.

  @NAF-07.1 @must @essential
  Rule: A faithful creation event is understood
    Field names, tag names in lower case, the connection id: all as Nango writes them.

    Scenario: The backend acts on the news of Ada's connection
      When Ada connects her account
      Then the backend took up Ada's connection

  @NAF-07.3 @must
  Rule: Fields that nobody knows yet do no harm
    Nango adds members without notice, and does not call that breaking.

    Scenario: There are members that nobody knows
      Given Ada has started connecting her account
      When Ada authorises her account but what arrives is a creation with members that nobody knows
      Then the backend acknowledges the webhook
      And Ada has the connection that Nango made for her

    Scenario: The members come in another order
      Given Ada has started connecting her account
      When Ada authorises her account but what arrives is a creation in another order
      Then the backend acknowledges the webhook
      And Ada has the connection that Nango made for her, or none

  @NAF-07.4 @must
  Rule: An optional field may be absent
    A member that is usually there is read without a guard, until the one event without it.

    Scenario: Nobody knows her mail address
      Given Ada has started connecting her account
      When Ada authorises her account but what arrives is a creation without a mail address
      Then the backend acknowledges the webhook
      And Ada has the connection that Nango made for her

    Scenario Outline: What comes is <webhook>
      Given Ada has started connecting her account
      When Ada authorises her account but what arrives is <webhook>
      Then the backend acknowledges the webhook
      And Ada has the connection that Nango made for her, or none

      Examples: Members that may be missing
        | webhook                             |
        | a creation without an end user      |
        | a creation without tags             |
        | a creation without its sender       |
        | a creation without a provider       |
        | a creation of an unknown provider   |
        | a creation without an auth mode     |
        | a creation without an environment   |
        | a creation without a connection id  |
        | a creation without an integration   |
        | a creation that does not say so     |
        | a creation without a type           |

  @NAF-07.6 @should
  Rule: Success means the boolean true and nothing like it
    The text false is not empty, so many a language takes it for a yes.

    Scenario Outline: It is no yes: <webhook>
      Given Ada has started connecting her account
      When Ada authorises her account but what arrives is <webhook>
      Then Ada has no active connection

      Examples: What is no yes
        | webhook                                     |
        | a creation whose success is the text false  |
        | a creation whose success is null            |
        | a creation without a success                |

    Scenario Outline: It may be a yes: <webhook>
      Given Ada has started connecting her account
      When Ada authorises her account but what arrives is <webhook>
      Then Ada has the connection that Nango made for her, or none

      Examples: What is not judged
        | webhook                                     |
        | a creation whose success is the text true   |
        | a creation whose success is the number one  |
