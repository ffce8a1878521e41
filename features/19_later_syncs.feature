@later-syncs
Feature: What follows the first sync
  Nango tells of every sync that has ended; the data is where it was until somebody reads it.

  @NAF-19.1 @must
  Rule: The news of a finished sync makes the backend read its records
    The data is ready at Nango and never arrives, or is fetched for a sync that failed.

    Scenario: A sync has finished
      Given Ada has connected her account
      And Nango answers requests for records with one new page
      When Nango sends the news of a finished sync
      Then the backend reads all of Ada's records
      And the backend acknowledges the webhook

    Scenario: A sync has failed
      Given Ada has connected her account
      And Nango answers requests for records with one new page
      When Nango sends the news of a failed sync
      Then the backend acknowledges the webhook
      And the backend reads none of Ada's records

  @NAF-19.2 @should
  Rule: No page of records is left out
    A mailbox shows its first hundred messages, and nobody sees an error.

    Scenario: There are three pages
      Given Ada has connected her account
      And Nango answers requests for records with three new pages
      When Nango sends the news of a finished sync
      Then the backend reads all of Ada's records

    Scenario: The second page fails, and the next sync makes good for it
      Given Ada has connected her account
      And Nango answers requests for records with three new pages of which the second fails once
      And Nango has sent the news of a finished sync
      When Nango sends the news of a finished sync
      Then the backend reads all of Ada's records

  @NAF-19.3 @must
  Rule: No data is lost to a repeated webhook
    Whoever clears before filling empties a mailbox on a repeat that its owner never sees.

    Scenario Outline: Nango repeats the webhook <moment>
      Given Ada has connected her account
      And Nango answers requests for records with one new page
      And Nango has sent the news of a finished sync
      When Nango repeats the webhook <moment>
      Then the backend keeps all of Ada's records

      Examples: Moments of a repeat
        | moment        |
        | at once       |
        | a while later |
