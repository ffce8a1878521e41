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
