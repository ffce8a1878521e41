@ownership
Feature: A connection stays with its owner
  Whoever knows its id knows its name, and has no right to it.

  @NAF-11.6 @must
  Rule: Nobody but the owner ends a connection
    Whoever knows an id could cut off another person's mailbox.

    Scenario Outline: Mallory ends <what>
      Given Ada has connected her account
      When Mallory disconnects <what>
      Then Ada's connection is unchanged
      But the backend does for Ada what it refused Mallory

      Examples: Ways to name what is not hers
        | what                           |
        | Ada's connection               |
        | Ada's connection in Ada's name |

  @NAF-11.7 @must
  Rule: Nobody but the owner gets a session to reconnect
    With it Mallory would put her own mailbox behind Ada's connection.

    Scenario Outline: Mallory repairs <what>
      Given Ada has connected her account
      When Mallory repairs <what>
      Then the backend does for Ada what it refused Mallory

      Examples: Ways to name what is not hers
        | what                           |
        | Ada's connection               |
        | Ada's connection in Ada's name |
