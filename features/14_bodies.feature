@bodies
Feature: Whatever is sent to the webhook address is survived
  The address is public, and what Nango passes on there is what anybody may have sent it.

  @NAF-14.6 @must
  Rule: No webhook body brings the backend down
    Nango passes on what providers send, whatever it is, and signs it.

    Scenario Outline: What arrives is <body>
      Given Ada has started connecting her account
      When Ada authorises her account but what arrives is <body>
      Then the backend acknowledges the webhook
      And Ada has the connection that Nango made for her

      Examples: Bodies that are no events
        | body                           |
        | a body of null                 |
        | a body that is a list          |
        | a body that is a text          |
        | a body that is a number        |
        | a body that is an empty object |
        | half a body                    |
        | a body in broken letters       |

      Examples: Bodies that are events all the same
        | body                             |
        | a body nested very deep          |
        | a body that is called plain text |
        | a body with a member twice       |

  @NAF-14.7 @should
  Rule: A huge request costs the backend little
    A body without a limit fills the memory, and a tiny limit refuses what Nango passes on.

    Scenario Outline: Ada sends <load>
      When Ada sends <load>
      Then the backend bears it

      Examples: Far too much
        | load                                        |
        | two megabytes for a start                   |
        | two megabytes for a start, in pieces        |
        | sixty-four megabytes for a start            |
        | sixty-four megabytes for a start, in pieces |

      Examples: Far too much, and not signed
        | load                                          |
        | two megabytes for a webhook                   |
        | two megabytes for a webhook, in pieces        |
        | sixty-four megabytes for a webhook            |
        | sixty-four megabytes for a webhook, in pieces |

    Scenario: The provider has much to say
      Given Ada has connected her account
      When Nango sends a webhook of the provider of two hundred kilobytes
      Then the backend accepted Nango's webhook
      And Ada's connection is unchanged
