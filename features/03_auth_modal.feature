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

  @NAF-03.2 @must
  Rule: The secret key is in no file that the browser loads
    A key in a script is a key for everybody, and opens every connection of the environment.

    Scenario Outline: Nothing is in <files>
      When a browser loads <files>
      Then nothing that was loaded holds a secret

      Examples: What a browser loads
        | files                       |
        | the pages and their scripts |
        | the files of the build      |
