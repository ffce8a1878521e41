@connect-session
Feature: The backend creates the connect session at Nango
  The session is where the backend tells Nango who the user is and what may be connected.
  What is wrong here comes back wrong in every webhook.

  @NAF-02.1 @must @essential
  Rule: Starting a connection makes exactly one authenticated and valid session request
    A hard-coded token makes none, a retry loop makes two, a drifted body makes a refused one.

    Scenario: Nango grants one session for one start
      When Ada starts connecting her account
      Then Nango granted the backend exactly one session

  @NAF-02.2 @must @essential
  Rule: The session is attributed to the caller who is signed in
    The webhook carries this attribution back; it decides whose connection it is.

    Scenario: The session names Ada
      When Ada starts connecting her account
      Then Nango knows Ada by her own name

    Scenario: Each session names the person who asked for it
      Given Grace has started connecting her account
      When Ada starts connecting her account
      Then Nango knows Ada by her own name
      And Nango knows Grace by her own name

  @NAF-02.4 @must @essential
  Rule: The session allows only the integration that the user asked for
    The list in the session is the only guard that Nango has against another integration.

    Scenario: The session lists the integration that Ada picked
      When Ada starts connecting her account
      Then Ada's session allows only the integration she asked for

    Scenario: Another integration cannot be authorised with that session
      Given Ada has started connecting her account
      When Ada tries to authorise her other account in the same session
      Then Nango refuses what Ada tried
      And nothing is synced for Ada

  @NAF-02.3 @must
  Rule: A connection ends up in the workspace that was chosen for it
    Nango lower-cases the keys of tags: who reads workspaceId there finds nothing, and guesses.

    Scenario: Ada connects in one workspace and then in the other
      Given Ada has connected her account
      When Ada connects her account in her second workspace
      Then each account has the connection that Nango made for it

    Scenario: Ada has started in both, and goes on in the second
      Given Ada has started connecting her account
      And Ada has started connecting her account in her second workspace
      When Ada authorises her account in her second workspace
      Then each account has the connection that Nango made for it

  @NAF-02.5 @must
  Rule: People without an e-mail address, or with an odd name, can connect
    One field that Nango refuses keeps one user from ever connecting, and nobody else notices.

    Scenario Outline: Ada has <trait>
      Given Ada has <trait>
      When Ada starts connecting her account
      Then nothing empty or too long reaches Nango
      And Ada holds the token that Nango issued for her

      Examples: Addresses
        | trait                        |
        | no e-mail address            |
        | a plus in her e-mail address |

      Examples: Names
        | trait                              |
        | a name of three hundred characters |
        | a name in other letters            |

  @NAF-02.6 @must
  Rule: The browser cannot add options to the session request
    A body that is spread into the request lets the browser say who it is and where news goes.

    Scenario Outline: Ada adds <option>
      Given Ada has started connecting her account
      When Ada starts connecting with <option>
      Then nothing that she added reaches Nango

      Examples: Options that are the backend's to choose
        | option                       |
        | a webhook address of her own |
        | tags of her own              |
        | an end user of her own       |
        | integrations of her own      |
        | defaults of her own          |
        | overrides of her own         |
        | an organization of her own   |
