@timing
Feature: Time and load
  Nango waits twenty seconds for an answer, and then begins again.

  @NAF-20.1 @must
  Rule: Nango does not wait long for an answer to its webhook
    Who waits for a sync first is cut off, and gets the same event again.

    Scenario Outline: Nango's news comes while <trouble>
      Given Grace has connected her account
      And Ada has started connecting her account
      When Ada authorises her account while <trouble>
      Then the backend answers Nango in time
      And Ada has the connection that Nango made for her

      Examples: Times that a sync may take
        | trouble                            |
        | syncs are slow                     |
        | syncs take longer than Nango waits |

  @NAF-20.2 @should @load
  Rule: Fifty people connecting within a minute all succeed
    The day of the launch must not be the day of the outage.

    Scenario: Fifty people connect
      When fifty people connect in the same minute
      Then nothing breaks under the load
      And each account has the connection that Nango made for it
