@webhook
Feature: Nango sends its webhook to the backend
  The webhook is the only news that a backend gets of a new connection. It arrives without
  cookie, time or event id: sorted bytes and two signatures.

  @NAF-06.1 @must @essential
  Rule: A webhook exactly as Nango sends it is accepted
    This is the positive control of every check that wants a webhook refused.

    Scenario: The backend accepts the news of Ada's connection
      When Ada connects her account
      Then the backend accepted Nango's webhook

  @NAF-06.2 @must
  Rule: The address of the webhook answers without a redirect
    After a redirect the webhook arrives as an empty request, and Nango takes it for delivered.

    Scenario: The news of Ada's connection is answered where it was sent
      When Ada connects her account
      Then no genuine webhook was sent elsewhere

  @NAF-06.3 @should
  Rule: No rate limit costs Nango an event
    All of Nango's webhooks come from a few addresses, and a stranger's junk from any.

    Scenario Outline: After <burst> the news of a connection comes through
      Given Ada has connected her account
      And Nango has sent <burst> of Ada's connection
      When Grace connects her account
      Then no genuine webhook was turned away
      And Grace has the connection that Nango made for her

      Examples: A busy hour, and somebody else's junk
        | burst                            |
        | many webhooks                    |
        | many webhooks that nobody signed |

  @NAF-06.4 @must @essential
  Rule: Other and unknown events are acknowledged and change nothing
    Nango sends every kind of event to the one address, and adds kinds without notice.

    Scenario Outline: Nango sends <event>
      Given Ada has connected her account
      When Nango sends <event>
      Then the backend acknowledges the webhook
      And Ada's connection is unchanged

      Examples: Events that are none of the flow's business
        | event                                        |
        | the news of a finished sync                  |
        | the news of a failed sync                    |
        | a webhook of the provider                    |
        | the result of an action                      |
        | an event of a brand new kind                 |
        | an auth event of a brand new kind            |
        | the news of an unknown connection's deletion |
        | the news of a refreshed token                |
