import { addDecision, runAccount, showDecisions } from './account';
import { showIntegration } from './integration';
import { follow } from './live';
import { listMagicNumbers } from './magic-numbers';
import { addMessage, runPhone, showMessages } from './phone';
import { runSignIn } from './sign-in';
import { runSwitches, showProviders } from './switches';

runSignIn();
runPhone();
runAccount();
runSwitches();
listMagicNumbers();
void showIntegration();

follow({
  snapshot: ({ messages, decisions, providers }) => {
    showMessages(messages);
    showDecisions(decisions);
    showProviders(providers);
  },
  message: addMessage,
  decision: addDecision,
  providers: showProviders,
  'messages-cleared': () => showMessages([]),
  'decisions-cleared': () => showDecisions([]),
});
