@impostors
Feature: A sign-in is worth what its signature is
  Whoever can make a sign-in can be anybody, and connect in anybody's name.

  @NAF-11.8 @must
  Rule: A sign-in that is forged or out of date is worth nothing
    A default key, or no key at all, lets anybody be anybody.

    Scenario Outline: A stranger comes with <credential>
      Given Ada has started connecting her account
      When a stranger starts connecting with <credential>
      Then the backend refuses to start
      And Nango was not asked for a session

      Examples: Sign-ins in Ada's name
        | credential                             |
        | a sign-in that has expired             |
        | a sign-in that nobody signed           |
        | a sign-in signed with another key      |
        | a sign-in signed with a well-known key |
        | a sign-in for another audience         |
