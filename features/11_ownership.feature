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

  @NAF-11.9 @must
  Rule: A connection id stays with its first owner
    A body that a stranger got forwarded must not move Ada's mailbox to Grace.

    Scenario: News of Grace's connection has Ada's id
      Given Ada has connected her account
      And Grace has started connecting her account
      When Grace authorises her account but what arrives is a creation with Ada's connection id
      Then Grace has no active connection
      And Ada's connection is unchanged

    Scenario: News of Ada's connection has Grace's name
      Given Ada has connected her account
      And Grace has started connecting her account
      When Ada authorises her connection anew in Grace's name
      Then Grace has no active connection
      And Ada's connection is unchanged

  @NAF-11.10 @may
  Rule: The backend asks Nango about a new connection before trusting it
    What a provider sends is signed with the same key, and can look like Nango's own news.

    Scenario: News of a connection that nobody has
      Given Ada has started connecting her account
      When Ada authorises her account but what arrives is a creation of a connection that nobody has
      Then Ada has no active connection
      And the backend looked for that connection at Nango
