@auth-modal
Feature: The frontend displays the auth modal with the Nango SDK
  The harness plays the frontend here: what is judged is whether the backend's answer opens
  the modal at all.

  @NAF-03.1 @must @essential
  Rule: What the backend hands out opens the modal
    The Connect UI presents the value to Nango before it shows anything.

    Scenario: The modal shows what Ada asked for, in her name
      Given Ada has started connecting her account
      When Ada opens the modal
      Then the modal shows Ada the integration she asked for
