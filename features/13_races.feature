@races
Feature: Races and disorder
  Nango promises no order, and several deliveries may be on their way at once.

  @NAF-13.2 @must
  Rule: Deliveries that race each other make one connection
    Two handlers that both look before either writes make two rows, or lock each other out.

    Scenario Outline: The webhook comes <moment>
      Given Ada has started connecting her account
      When Ada authorises her account and the webhook comes <moment>
      Then the backend acknowledges the webhook
      And Ada has the connection that Nango made for her
      And Ada's connection is not synced from the start again

      Examples: Races
        | moment                    |
        | twice at once             |
        | three times at once       |
        | five times at once        |
        | eight times at once       |
        | together with an override |

  @NAF-13.5 @should
  Rule: A session that is used twice does not end in confusion
    The modal lets a user authorise twice; a second success is nobody else's.

    Scenario Outline: The webhooks arrive <order>
      Given these attempts have been started, in this order:
        | who   | account           |
        | Grace | her account       |
        | Ada   | her other account |
        | Ada   | her account       |
      When Ada authorises twice in one session and the webhooks arrive <order>
      Then Ada has the connection that Nango made for her
      But none of the other attempts changed

      Examples: Orders of arrival
        | order               |
        | in the same order   |
        | the other way round |
        | at the same time    |

  @NAF-13.6 @must
  Rule: A sync event may come before its connection is known
    Nango can report a first sync before it tells of the connection.

    Scenario: The news of a sync overtakes that of the connection
      Given Ada has started connecting her account
      When Ada authorises her account and the webhook comes after the news of a sync
      Then the backend acknowledges the webhook
      And Ada has the connection that Nango made for her

    Scenario: What was overtaken is synced all the same
      Given Ada has started connecting her account
      When Ada authorises her account and the webhook comes after the news of a sync
      Then the first sync starts for Ada's connection

    Scenario Outline: What comes is <event>
      Given Ada has started connecting her account
      When Nango sends <event>
      Then the backend acknowledges the webhook
      But Ada has no active connection

      Examples: Syncs of nobody's connection
        | event                                           |
        | the news of an unknown connection's sync        |
        | the news of an unknown connection's failed sync |

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
