// A mail server that keeps what it is sent: a real one, on this machine.

import { once } from 'node:events';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

const WAIT_MILLISECONDS_MAX = 15_000;

export class Mailbox {
  static async open() {
    const mailbox = new Mailbox();
    mailbox.mails = [];
    mailbox.server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData(stream, session, done) {
        simpleParser(stream).then((mail) => {
          mailbox.mails.push({ to: mail.to.text, from: mail.from.text, subject: mail.subject, text: mail.text });
          done();
        }, done);
      },
    });
    mailbox.server.listen(0, '127.0.0.1');
    await once(mailbox.server.server, 'listening');
    return mailbox;
  }

  /// What the product is told about it.
  get settings() {
    return { KASHIKA_SMTP_URL: `smtp://127.0.0.1:${this.server.server.address().port}`, KASHIKA_MAIL_FROM: 'Kashika <kashika@mihon.example>' };
  }

  /// The first mail to this address, as soon as it has come; it is taken out.
  async take(to) {
    const end = Date.now() + WAIT_MILLISECONDS_MAX;
    while (Date.now() < end) {
      const index = this.mails.findIndex((mail) => mail.to === to);
      if (index >= 0) return this.mails.splice(index, 1)[0];
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`no mail for ${to}; there is ${JSON.stringify(this.mails)}`);
  }

  async close() {
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/// The link that a mail holds.
export const linkIn = (mail) => /https?:\/\/\S+\/(?:invitations|answers|reset-password)\/\S+/.exec(mail.text)[0];
