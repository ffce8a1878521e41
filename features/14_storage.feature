@storage
Feature: The backend's own store in trouble
  What could not be kept is not there; whoever waits for it has to be told, Nango too.

  @NAF-14.8 @should
  Rule: An attempt that could not be stored is no success
    The user authorises at the provider, and the webhook finds nothing to activate.

    Scenario: What Ada began could not be kept
      When Ada starts connecting her account while the database takes nothing
      Then Ada is told that it did not work
      And Ada has no active connection

  @NAF-14.9 @must
  Rule: An event is acknowledged only when its effect is safe
    An answer of success tells Nango to forget the event.

    Scenario Outline: The news comes while <trouble>
      Given Ada has started connecting her account
      When Ada authorises her account while <trouble>
      Then the backend acknowledges only what it has kept for Ada

      Examples: Troubles of a moment
        | trouble                           |
        | the database takes nothing        |
        | Nango cannot show it              |
        | the backend is about to be killed |
