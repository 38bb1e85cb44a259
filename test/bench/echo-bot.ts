import type {AddressInfo} from 'node:net';
import {App, HTTPReceiver} from '@slack/bolt';

/** The control: a plain Bolt app on the same kind of receiver that acknowledges, and does nothing else. */
const receiver = new HTTPReceiver({signingSecret: process.env.SLACK_SIGNING_SECRET ?? '', endpoints: ['/slack/events']});
const app = new App({receiver, authorize: async () => ({botToken: 'xoxb-none', botId: 'B0ECHO', botUserId: 'U0ECHO'})});
app.command(/.*/, ({ack, body}) => ack({response_type: 'ephemeral', text: `Echo: ${body.text}`}));
const server = await app.start(0);
process.stdout.write(`${JSON.stringify({url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`})}\n`);
process.once('SIGTERM', () => process.exit(0));
