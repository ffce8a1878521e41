@attribution
Feature: The news of a connection is about somebody, somewhere and something
  Whose it is stands in the tags that the backend itself sent, and nowhere else.

  @NAF-07.2 @must
  Rule: A creation without an end user is survived, and its tags are used
    Nango is leaving the end user behind, and reconnects and imports never had one.

    Scenario: The tags of the backend's own making are enough
      Given Ada has started connecting her account
      When Ada authorises her account but what arrives is a creation with tags alone
      Then the backend acknowledges the webhook
      And Ada has the connection that Nango made for her

    Scenario: There is no end user
      Given Ada has started connecting her account
      When Ada authorises her account but what arrives is a creation without an end user
      Then the backend acknowledges the webhook
      And Ada has the connection that Nango made for her, or none

    Scenario: The tags are somebody else's
      Given Ada has started connecting her account
      When Ada authorises her account but what arrives is a creation whose tags mean nothing here
      Then the backend acknowledges the webhook
      But Ada has no active connection

  @NAF-07.5 @must
  Rule: News of another integration or environment leaves this connection alone
    A mail attempt that turns active on the news of a calendar holds an id that fits nothing.

    Scenario Outline: Ada waits for her mail, and what comes is <webhook>
      Given Ada has started connecting her account
      When Ada authorises her account but what arrives is <webhook>
      Then Ada has no active connection

      Examples: Integrations that are not the one
        | webhook                              |
        | a creation of another integration    |
        | a creation of an unknown integration |

    Scenario: The environment is another one
      Given Ada has started connecting her account
      When Ada authorises her account but what arrives is a creation of another environment
      Then the backend acknowledges the webhook
      And Ada has the connection that Nango made for her, or none

  @NAF-07.7 @must
  Rule: Without an owner, or without a workspace, an event goes to nobody
    A filter that vanishes with its value matches the first row there is.

    Scenario: The news is of nobody
      Given these attempts have been started, in this order:
        | who   | account     |
        | Grace | her account |
        | Ada   | her account |
      When Ada authorises her account but what arrives is a creation that names nobody
      Then Ada has no active connection
      And none of the other attempts changed

    Scenario: No workspace is named, and it is the one where Ada started last
      Given these attempts have been started, in this order:
        | who   | account                             |
        | Ada   | her account in her second workspace |
        | Grace | her account                         |
        | Ada   | her account                         |
      When Ada authorises her account but what arrives is a creation that names no workspace
      Then Ada has the connection that Nango made for her, or none
      And none of the other attempts changed

    Scenario: No workspace is named, and it is the one where Ada started first
      Given these attempts have been started, in this order:
        | who   | account                             |
        | Ada   | her account                         |
        | Grace | her account                         |
        | Ada   | her account in her second workspace |
      When Ada authorises her account but what arrives is a creation that names no workspace
      Then Ada has the connection that Nango made for her, or none
      And none of the other attempts changed
