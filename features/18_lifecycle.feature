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
