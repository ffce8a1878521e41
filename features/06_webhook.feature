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
