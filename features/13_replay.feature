@replay
Feature: Repeats, and what comes late
  Nango repeats what failed, and sends neither an event id nor a time.

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

  @NAF-13.3 @must
  Rule: A repeat succeeds where the first delivery failed
    The one repeat that could have saved the connection is not one that was seen before.

    Scenario Outline: The first delivery comes while <trouble>
      Given Ada has started connecting her account
      When Ada authorises her account while <trouble>
      Then Ada has the connection that Nango made for her

      Examples: Troubles of a moment
        | trouble                    |
        | the database takes nothing |
        | Nango cannot show it       |

  @NAF-13.4 @should
  Rule: News that comes late does not undo what came after
    Events carry no time: what is old can only be told from what is known.

    Scenario Outline: Nango repeats the webhook <which>
      Given Ada has connected her account
      And Ada has connected her account again
      When Nango repeats the webhook <which>
      Then Ada has the connection that Nango made for her

      Examples: Repeats of old news
        | which                                 |
        | of her first connection               |
        | of her first connection a while later |

  @NAF-13.8 @must
  Rule: An event that looks like an earlier one still counts
    The second failure of a refresh equals the first, byte for byte.

    Scenario Outline: Ada's connection breaks again after it healed <manner>
      Given Ada has connected her account
      When Ada's connection breaks, heals <manner> and breaks again
      Then Ada's connection shows as broken

      Examples: What Nango knows of her
        | manner           |
        | without her name |
        | with her name    |
