@first-sync
Feature: The backend triggers the first e-mail sync
  The connection is of use once its data is there: all of it, once, and nobody else's.

  @NAF-10.1 @must @essential
  Rule: The first sync starts, for the right connection
    A sync for a placeholder, or for nobody, is a sync that never happened.

    Scenario: The first sync of Ada's connection starts
      When Ada connects her account
      Then the first sync starts for Ada's connection

  @NAF-10.2 @must @essential
  Rule: The first sync is started once
    Two starts are two bills, and twice the load on the provider.

    Scenario: One webhook starts one sync
      When Ada connects her account
      Then the first sync of Ada's connection was started once

    Scenario: A repeated webhook starts no second sync
      Given Ada has connected her account
      When Nango repeats the webhook at once
      Then the first sync of Ada's connection was started once

  @NAF-10.3 @should
  Rule: The first sync waits until the connection is stored
    A sync that is quicker than the commit finds no connection, on some days.

    Scenario: Nango has not answered yet, and the connection is stored
      Given Nango answers the first sync with silence
      When Ada connects her account
      Then Ada has the connection that Nango made for her

  @NAF-10.4 @must @essential
  Rule: Only this connection is synced
    Nango takes a trigger without a connection to mean every connection there is.

    Scenario: The others are left alone
      Given Grace has connected her account
      And Ada has connected her other account
      When Ada connects her account
      Then only Ada's new connection is synced

  @NAF-10.5 @must
  Rule: Nothing is synced because of a failure or an ignored event
    A sync for a connection that does not exist fails, alarms somebody, and costs money.

    Scenario Outline: What arrives is <webhook>
      Given Ada has started connecting her account
      When Ada authorises her account but what arrives is <webhook>
      Then nothing is synced for Ada

      Examples: Webhooks that make no connection
        | webhook                                 |
        | the news of a failed creation           |
        | the news of a failed authorisation anew |
        | the news of a failed token refresh      |
        | a webhook with no signature             |
        | a webhook signed with another key       |

    Scenario Outline: Nango sends <event>
      Given Ada has connected her account
      When Nango sends <event>
      Then nothing is synced for Ada

      Examples: Events that bring nothing new to read
        | event                                        |
        | the news of a failed sync                    |
        | the result of an action                      |
        | an event of a brand new kind                 |
        | an auth event of a brand new kind            |
        | the news of an unknown connection's deletion |
        | the news of a refreshed token                |

    Scenario: Ada refuses at the provider
      Given Ada has started connecting her account
      When Ada refuses at the provider
      Then nothing is synced for Ada

  @NAF-10.6 @must
  Rule: The connection outlives a first sync that fails
    The user has authorised; a sync can be tried again, and she need not know.

    Scenario Outline: Nango answers the first sync with <reply>
      Given Nango answers the first sync with <reply>
      When Ada connects her account
      Then Ada's connection is active and stays active
      And the backend accepted Nango's webhook

      Examples: Nango in trouble
        | reply     |
        | a failure |
        | silence   |

  @NAF-10.7 @should
  Rule: The first sync reaches back in history
    Marking a connection as synced when it is made hides everything that came before.

    Scenario: The first read is not limited to what comes after the connection
      When Ada connects her account
      Then the first sync of Ada's connection reaches back before it
