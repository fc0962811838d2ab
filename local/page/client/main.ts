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

follow({
  snapshot: ({ messages, decisions, providers, limits, integration }) => {
    showMessages(messages);
    showDecisions(decisions);
    showProviders(providers);
    showLimits(limits);
    showIntegration(integration);
  },
  message: addMessage,
  decision: addDecision,
  providers: showProviders,
  limits: showLimits,
  integration: showIntegration,
  'messages-cleared': () => showMessages([]),
  'decisions-cleared': () => showDecisions([]),
});
