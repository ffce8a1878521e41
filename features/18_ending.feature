@ending
Feature: How a connection ends
  Its owner ends it, or another one comes in its place: then its credentials end as well.

  @NAF-18.4 @must
  Rule: A disconnect takes effect here and at Nango
    Half a disconnect leaves live credentials behind, or a dead connection that looks alive.

    Scenario: Ada ends a connection that works
      Given Ada has connected her account
      When Ada disconnects her connection
      Then Ada's connection has ended here and at Nango

    Scenario: Ada ends a connection that has broken
      Given Ada has connected her account
      And Ada's connection has broken
      When Ada disconnects her connection
      Then Ada's connection has ended here and at Nango

  @NAF-18.5 @should
  Rule: A disconnect can take any answer of Nango
    What Nango does not know is gone; what it failed to delete is still alive.

    Scenario Outline: Nango answers with <answer>
      Given Ada has connected her account
      And Nango answers deletions with <answer>
      When Ada disconnects her connection
      Then Ada's connection has ended here and at Nango

      Examples: Answers that say it is gone
        | answer                |
        | an unknown connection |
        | no such connection    |

    Scenario Outline: Nango answers with <answer> and Ada tries again
      Given Ada has connected her account
      And Nango answers deletions with <answer>
      And Ada has disconnected her connection
      When Ada disconnects her connection once more
      Then Ada's connection has ended here and at Nango

      Examples: Answers after which it lives on
        | answer            |
        | an internal error |
        | silence           |

  @NAF-18.6 @must
  Rule: What was disconnected stays disconnected
    Repeats come late, and other news can follow the end of a connection.

    Scenario Outline: Nango still sends <event>
      Given Ada has connected her account
      And Ada has disconnected her connection
      When Nango sends <event>
      Then Ada has no active connection
      And nothing is synced for Ada

      Examples: News of what has ended
        | event                             |
        | the news of an authorisation anew |
        | the news of a refreshed token     |

    Scenario: Nango repeats the news of the connection
      Given Ada has connected her account
      And Ada has disconnected her connection
      When Nango repeats the webhook a while later
      Then Ada has no active connection
      And nothing is synced for Ada

  @NAF-18.7 @must
  Rule: A user who disconnected can connect again
    A row deleted in name only keeps its unique key, and the user who comes back gets an error.

    Scenario: Ada comes back
      Given Ada has connected her account
      And Ada has disconnected her connection
      When Ada connects her account
      Then Ada has the connection that Nango made for her

    Scenario: Ada comes back a second time
      Given Ada has connected her account
      And Ada has disconnected her connection
      And Ada has connected her account
      And Ada has disconnected her connection
      When Ada connects her account
      Then Ada has the connection that Nango made for her

  @NAF-18.8 @should
  Rule: No replaced connection lives on at Nango unnoticed
    Credentials that no product shows any more can still be used.

    Scenario: Ada connects once more
      Given Ada has connected her account
      When Ada connects her account
      Then Ada has no other connection left at Nango

    Scenario: Ada connects anew instead of repairing
      Given Ada has connected her account
      And Ada's connection has broken
      When Ada connects her account
      Then Ada has no other connection left at Nango
