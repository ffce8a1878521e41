@authorization
Feature: The user authorises access at the provider
  The harness plays the user. Until she has agreed, and when she does not, the backend has
  nothing to be glad about.

  @NAF-04.1 @must @essential
  Rule: Nothing is active before the user has authorised
    A row that is born active shows a connection that nobody made.

    Scenario: A connection that was only started is not active
      When Ada starts connecting her account
      Then Ada has no active connection
      And nothing is synced for Ada

    Scenario: A modal that was opened and closed again changes nothing
      Given Ada has started connecting her account
      When Ada opens the provider's page and closes it
      Then Ada has no active connection
      And nothing is synced for Ada

  @NAF-04.3 @must @essential
  Rule: A refusal at the provider leaves nothing connected
    Nango reports a refusal without saying whose it was, under an id that never existed.

    Scenario: Ada refuses
      Given Ada has started connecting her account
      When Ada refuses at the provider
      Then the backend acknowledges the webhook
      But Ada has no active connection
      And nothing is synced for Ada

    Scenario: A failure that names no connection
      Given Ada has started connecting her account
      When Nango sends the news of a failure that names no connection
      Then the backend acknowledges the webhook
      But Ada has no active connection

  @NAF-04.2 @should
  Rule: An attempt that was given up does not get in the way of the next
    A closed popup is the commonest end of an attempt, and nobody reports it.

    Scenario Outline: Ada closed the popup long ago, and authorises <attempts>
      Given Ada has started twice, the first time long ago
      When Ada authorises <attempts>
      Then nothing of Ada's attempts is left unfinished

      Examples: How her second try ends
        | attempts                             |
        | the later attempt                    |
        | both attempts, the later one first   |
        | both attempts, the earlier one first |
