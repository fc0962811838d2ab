import { addDecision, runAccount, showDecisions } from './account';
import { showIntegration } from './integration';
import { runLimits, showLimits } from './limits';
import { follow } from './live';
import { listMagicNumbers } from './magic-numbers';
import { addMessage, runPhone, showMessages } from './phone';
import { runSignIn } from './sign-in';
import { runSwitches, showProviders } from './switches';

runSignIn();
runPhone();
runAccount();
runSwitches();
runLimits();
listMagicNumbers();
void showIntegration();

follow({
  snapshot: ({ messages, decisions, providers, limits }) => {
    showMessages(messages);
    showDecisions(decisions);
    showProviders(providers);
    showLimits(limits);
  },
  message: addMessage,
  decision: addDecision,
  providers: showProviders,
  limits: showLimits,
  'messages-cleared': () => showMessages([]),
  'decisions-cleared': () => showDecisions([]),
});
