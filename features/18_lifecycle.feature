@lifecycle
Feature: What becomes of a connection later
  Tokens expire, users authorise anew, connections end.

  @NAF-18.1 @must @essential
  Rule: Authorising anew keeps one healthy connection
    Nango says "override" with the same id, and often without saying whose it is.

    Scenario Outline: Nango reports an authorisation anew <manner>
      Given Ada has connected her account
      And Ada's connection has broken
      When Ada authorises her connection anew <manner>
      Then the backend acknowledges the webhook
      And Ada's connection is unchanged
      And Ada's connection is not synced from the start again

      Examples: What Nango knows of her
        | manner           |
        | without her name |
        | with her name    |

  @NAF-18.2 @should
  Rule: A token that cannot be refreshed shows as a broken connection
    The connection is dead and looks alive, until somebody misses her mail.

    Scenario: The refresh fails
      Given Grace has connected her account
      And Ada has connected her account
      When Nango sends the news of a failed token refresh
      Then Ada's connection shows as broken
      And the backend acknowledges the webhook
      But Grace's connection is unchanged

    Scenario: The refresh fails again
      Given Ada has connected her account
      And Ada's connection has broken
      When Nango sends the news of a failed token refresh
      Then Ada's connection shows as broken
      And the backend acknowledges the webhook

  @NAF-18.3 @should
  Rule: A broken connection is repaired under the id it has
    A plain session makes a second connection, and leaves the dead one and its data behind.

    Scenario: Ada repairs what has broken
      Given Ada has connected her account
      And Ada's connection has broken
      When Ada repairs her connection
      Then Nango knows Ada by her own name
      And Ada has no other connection left at Nango

  @NAF-18.9 @must
  Rule: A working connection outlives a failed reconnect
    The news of it says "creation" and names the connection that lives.

    Scenario: The news comes
      Given Ada has connected her account
      When Nango sends the news of a failed reconnect
      Then the backend acknowledges the webhook
      And Ada's connection is unchanged

    Scenario: Ada thinks better of a repair
      Given Ada has connected her account
      And Ada's connection has broken
      And Ada has asked to repair her connection
      When Ada refuses at the provider
      Then Ada's connection is unchanged
