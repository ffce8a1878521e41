@callback
Feature: Nango receives the OAuth callback
  Credentials travel between the provider and Nango. The backend hears of the outcome by
  webhook, and never before it is told.

  @NAF-05.1 @should
  Rule: The backend stays out of the path of the credentials
    A backend that takes the code itself holds secrets that Nango was bought to keep.

    Scenario: Only Nango exchanges the authorisation code
      When Ada connects her account
      Then only Nango exchanged the authorisation code

  @NAF-05.2 @must
  Rule: The outcome does not depend on whether the webhook beats the browser
    Nango does not wait for the webhook, and the webhook does not wait for the browser.

    Scenario Outline: The webhook comes <moment>
      Given Ada has started connecting her account
      When Ada authorises her account and the webhook comes <moment>
      Then Ada has the connection that Nango made for her

      Examples: Moments
        | moment                            |
        | before the browser is back        |
        | long after the browser is back    |
        | after the browser reported back   |

  @NAF-05.3 @may
  Rule: A webhook that got lost is made up for
    A deployment at the wrong moment costs a webhook, and Nango tries no more than twice again.

    Scenario: Nango's news is lost
      Given Ada has started connecting her account
      When Ada authorises her account and the webhook comes not at all
      Then Ada has the connection that Nango made for her
