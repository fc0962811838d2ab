/** The app that people sign in to: public, so that a sign-in needs no secret. */
export const CLIENT_ID = 'laptop-app';
/** As the template of the message names it. */
export const APP_NAME = 'Acme';
/** The connection that its people sign in through. */
export const CONNECTION = 'sms';
