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

  @NAF-01.2 @must
  Rule: An unknown provider is turned away without asking Nango
    A name that is looked up in a plain object, or spliced into a request, is whatever it spells.

    Scenario Outline: Ada asks for <provider>
      Given Ada has started connecting her account
      When Ada starts connecting with <provider>
      Then Ada is told that her request is wrong
      And Nango was not asked for a session
      And Ada has no active connection

      Examples: Names that nothing is offered under
        | provider                       |
        | an unknown provider            |
        | a path for a provider          |
        | a built-in name for a provider |
        | a prototype for a provider     |
        | ten kilobytes for a provider   |

      Examples: No name at all
        | provider              |
        | a list for a provider |

  @NAF-01.3 @must
  Rule: Nonsense in a connect request is the client's error, not the server's
    Whoever can make the route crash with an empty body can fill its error log.

    Scenario Outline: What comes is <body>
      Given Ada has started connecting her account
      When Ada starts connecting with <body>
      Then Ada is told that her request is wrong
      And Nango was not asked for a session

      Examples: Bodies that are no wish
        | body                    |
        | an empty body           |
        | null for a body         |
        | a list for a body       |
        | half a body             |
        | a number for each value |
        | no provider             |

    Scenario: A body without its type is read or refused
      Given Ada has started connecting her account
      When Ada starts connecting with a body that is called plain text
      Then Ada is told whether it worked

  @NAF-01.4 @should
  Rule: No method but the declared one has an effect on either route
    What a link does is done by every image, every robot and every prefetch.

    Scenario Outline: Ada uses <method>
      Given Ada has started connecting her account
      When Ada starts connecting with <method>
      Then nothing comes of it

      Examples: Methods that start nothing
        | method                   |
        | the method of a link     |
        | the method of a prefetch |
        | the method of an upload  |
        | the method of a deletion |

    Scenario: A stranger has the webhook's address show something
      Given Ada has started connecting her account
      When a stranger reads the webhook's address with a challenge
      Then nothing comes of it

  @NAF-01.5 @should
  Rule: No cache may keep the answer that carries the token
    A token in a cache opens the modal in somebody else's hands for half an hour.

    Scenario: Ada's answer is for her alone, and once
      When Ada starts connecting her account
      Then nothing may keep the answer with the token

  @NAF-01.6 @must
  Rule: A session is made for one person and never handed to another
    A token kept in a variable connects the next user's mailbox in the name of the one before.

    Scenario: Grace starts after Ada
      Given Ada has started connecting her account
      When Grace starts connecting her account
      Then Grace holds a token in her own name

    Scenario: Ada and Grace start at the same time
      When both start connecting at the same time
      Then Ada holds a token in her own name
      And Grace holds a token in her own name
