@tenancy
Feature: Who may do what for whom
  A connection is a key to somebody's mailbox. It is made for the person who is signed in,
  in a workspace that is hers, and shown to nobody else.

  @NAF-11.1 @must @essential
  Rule: Nobody starts a connection without being signed in
    A stranger's mailbox in a user's account is as bad as the other way round.

    Scenario Outline: A stranger comes with <credential>
      Given Ada has started connecting her account
      When a stranger starts connecting with <credential>
      Then the backend refuses to start
      And Nango was not asked for a session

      Examples: Credentials that are none
        | credential            |
        | no credential         |
        | an empty credential   |
        | another site's cookie |

  @NAF-11.2 @must @essential
  Rule: A workspace that the caller does not belong to is refused
    The workspace comes from the browser; membership must come from the backend.

    Scenario Outline: Mallory names <workspace>
      Given Ada has started connecting her account
      And Mallory has started connecting her account
      When Mallory starts connecting in <workspace>
      Then nothing was started outside Mallory's own workspaces
      And Ada has no active connection

      Examples: Workspaces that are not Mallory's
        | workspace                       |
        | Ada's workspace                 |
        | a workspace that does not exist |
        | a malformed workspace           |

  @NAF-11.3 @must @essential
  Rule: An identity that the client sends is ignored or refused
    Who is connecting is the backend's knowledge, never the browser's claim.

    Scenario Outline: Mallory claims to be Ada in <place>
      Given Mallory has started connecting her account
      When Mallory starts connecting as Ada in <place>
      Then Nango does not hear Ada's name from Mallory

      Examples: Places where a claim fits
        | place       |
        | the body    |
        | the address |
        | a header    |

  @NAF-11.4 @must @essential
  Rule: Nobody reads another person's or another workspace's connections
    An id in an address is not a permission.

    Scenario Outline: Mallory looks for <what>
      Given Ada has connected her account
      When Mallory looks for <what>
      Then nothing of Ada's connection is shown
      But Ada sees her own connection

      Examples: Ways to ask for what is Ada's
        | what                    |
        | Ada's workspace         |
        | Ada's user id           |
        | Ada's connection        |
        | nothing in particular   |

    Scenario: A connection of another workspace is not in this one's list
      Given Ada has connected her account in her second workspace
      When Ada looks into her first workspace
      Then nothing of Ada's connection is shown

  @NAF-11.5 @must
  Rule: To know the id of a connection is not to own it
    What the browser reports, anybody can report: an id is not a permission.

    Scenario Outline: Mallory reports <what>
      Given Grace has connected her account
      And Mallory has started connecting her account
      When Mallory reports <what>
      Then Mallory has no active connection
      And Grace's connection is unchanged

      Examples: Connections that are not Mallory's
        | what                             |
        | Grace's connection               |
        | a connection that does not exist |

    Scenario: Mallory reports Grace's connection before its webhook has come
      Given Grace has started connecting her account
      And Mallory has started connecting her account
      When Grace authorises her account and the webhook comes after Mallory reported it
      Then Mallory has no active connection
      And Grace has the connection that Nango made for her
