// A bare `new App()` in a test does not bundle Lambda code: seconds saved per stack.
// The real bundles are built and called by test/bundle.test.ts and by `cdk synth`.
process.env['CDK_CONTEXT_JSON'] = JSON.stringify({ 'aws:cdk:bundling-stacks': [] });
// The AWS SDK announces the end of its Node.js 20 support on every import.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
