@session-token
Feature: The frontend asks its backend for a session token
  Everything that follows hangs on this one value: the modal opens with it, and Nango knows
  by it who is connecting what.

  @NAF-01.1 @must @essential
  Rule: The connect endpoint hands out the very token that Nango issued for this call
    An undefined, wrapped or invented token opens a modal that can only fail.

    Scenario: Ada gets the token that Nango issued for her
      When Ada starts connecting her account
      Then Ada holds the token that Nango issued for her
