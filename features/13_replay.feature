@replay
Feature: Repeats, races and disorder
  Nango repeats what failed, sends no event id, and promises no order.

  @NAF-13.1 @must @essential
  Rule: The same delivery twice is one connection
    A repeat is byte-identical: nothing in it says that it is one.

    Scenario Outline: Nango repeats the webhook <moment>
      Given Ada has connected her account
      When Nango repeats the webhook <moment>
      Then the backend acknowledges the webhook
      And Ada's connection is unchanged

      Examples: Moments of a repeat
        | moment        |
        | at once       |
        | a while later |

  @NAF-13.7 @must @essential
  Rule: Two people connecting at once each get their own connection
    Whoever started last is not whoever finishes first.

    Scenario Outline: The webhooks of Ada and Grace arrive <order>
      Given Ada has started connecting her account
      And Grace has started connecting her account
      When both authorise and their webhooks arrive <order>
      Then Ada has the connection that Nango made for her
      And Grace has the connection that Nango made for her

      Examples: Orders of arrival
        | order                 |
        | in the same order     |
        | the other way round   |
        | at the same time      |
