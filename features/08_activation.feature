@activation
Feature: The backend makes the connection active
  One event, one person, one workspace, one integration: one connection changes.

  @NAF-08.1 @must @essential
  Rule: The connection is active soon after the webhook, and stays so
    An acknowledged webhook that nobody wrote down leaves the user waiting forever.

    Scenario: Ada's connection becomes active
      When Ada connects her account
      Then Ada's connection is active and stays active

  @NAF-08.2 @must @essential
  Rule: Only the connection that was authorised changes
    A pending row that is matched loosely is somebody else's.

    Scenario: The newest of Ada's own attempts is not hers to take
      Given these attempts have been started, in this order:
        | who   | account                            |
        | Ada   | her other account                  |
        | Ada   | her account                        |
        | Ada   | her account in her second workspace |
        | Grace | her account                        |
      When Ada authorises her account
      Then Ada has the connection that Nango made for her
      But none of the other attempts changed

    Scenario: The oldest of the attempts is not hers either
      Given these attempts have been started, in this order:
        | who   | account                            |
        | Grace | her account                        |
        | Ada   | her account in her second workspace |
        | Ada   | her account                        |
        | Ada   | her other account                  |
      When Ada authorises her account
      Then Ada has the connection that Nango made for her
      But none of the other attempts changed

  @NAF-08.3 @must @essential
  Rule: An event that says it failed never activates anything
    The field "success" is part of the message, whatever else it says.

    Scenario Outline: What arrives is <webhook>
      Given Grace has connected her account
      And Ada has started connecting her account
      When Ada authorises her account but what arrives is <webhook>
      Then Ada has no active connection
      And Grace's connection is unchanged

      Examples: Failures that carry Ada's name
        | webhook                             |
        | the news of a failed creation       |
        | the news of a failed authorisation anew |
        | the news of a failed token refresh  |

  @NAF-08.4 @must
  Rule: A creation that follows no attempt gains nobody a connection by accident
    Whoever reads the id of a row that was not found breaks, and whoever makes one up gives it away.

    Scenario Outline: A connection of <whose> was made elsewhere
      Given these attempts have been started, in this order:
        | who     | account     |
        | Mallory | her account |
      When Nango tells of a connection that nobody started, of <whose>
      Then the backend acknowledges the webhook
      But Ada has no active connection
      And none of the other attempts changed

      Examples: People who have started nothing
        | whose                                  |
        | Ada                                    |
        | a person whom the backend does not know |

  @NAF-08.5 @should
  Rule: Two attempts of the same person leave no debris
    People click twice, and have two tabs open.

    Scenario Outline: Ada starts once more, and authorises <attempts>
      Given Ada has started twice, once more after the first time
      When Ada authorises <attempts>
      Then nothing of Ada's attempts is left unfinished

      Examples: Ends of an attempt and another
        | attempts                             |
        | both attempts, the later one first   |
        | both attempts, the earlier one first |
        | both attempts at once                |

    Scenario Outline: Ada has two tabs open, and authorises <attempts>
      Given Ada has started twice, in two tabs at once
      When Ada authorises <attempts>
      Then nothing of Ada's attempts is left unfinished

      Examples: Ends of two attempts at once
        | attempts                             |
        | the later attempt                    |
        | both attempts, the earlier one first |
        | both attempts at once                |

  @NAF-08.6 @should
  Rule: Reading the status leaves it as it is
    A status route that stores a passing failure turns connections red because somebody looked.

    Scenario Outline: Nango answers with <trouble>
      Given Ada has connected her account
      When Ada and Grace look on while Nango answers with <trouble>
      Then Ada's connection is unchanged

      Examples: Troubles that pass
        | trouble             |
        | an internal error   |
        | a service outage    |
        | a closed connection |
