@first-sync
Feature: The backend triggers the first e-mail sync
  The connection is of use once its data is there: all of it, once, and nobody else's.

  @NAF-10.1 @must @essential
  Rule: The first sync starts, for the right connection
    A sync for a placeholder, or for nobody, is a sync that never happened.

    Scenario: The first sync of Ada's connection starts
      When Ada connects her account
      Then the first sync starts for Ada's connection

  @NAF-10.2 @must @essential
  Rule: The first sync is started once
    Two starts are two bills, and twice the load on the provider.

    Scenario: One webhook starts one sync
      When Ada connects her account
      Then the first sync of Ada's connection was started once

    Scenario: A repeated webhook starts no second sync
      Given Ada has connected her account
      When Nango repeats the webhook at once
      Then the first sync of Ada's connection was started once

  @NAF-10.4 @must @essential
  Rule: Only this connection is synced
    Nango takes a trigger without a connection to mean every connection there is.

    Scenario: The others are left alone
      Given Grace has connected her account
      And Ada has connected her other account
      When Ada connects her account
      Then only Ada's new connection is synced

  @NAF-10.7 @should
  Rule: The first sync reaches back in history
    Marking a connection as synced when it is made hides everything that came before.

    Scenario: The first read is not limited to what comes after the connection
      When Ada connects her account
      Then the first sync of Ada's connection reaches back before it
