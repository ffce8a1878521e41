@resilience
Feature: Nango in trouble
  Nango fails now and then. The user is told, nothing is left behind, and the next try works.

  @NAF-14.1 @must @essential
  Rule: When Nango fails the user is told, and the next try works
    A quiet success without a token is a modal that never opens.

    Scenario Outline: Nango answers with <trouble>
      Given Nango answers session requests with <trouble>
      When Ada starts connecting her account
      Then Ada is told that it did not work
      And Ada has no active connection

      Examples: Troubles
        | trouble              |
        | an internal error    |
        | a bad gateway        |
        | a service outage     |

    Scenario: The next try works
      Given Ada has tried to connect while Nango was in trouble
      When Ada starts connecting her account
      Then Ada holds the token that Nango issued for her
