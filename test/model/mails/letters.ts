/** A mail of our own making, the secrets that were planted in it, and the words that must stay readable. */
export interface CorpusMail {
	readonly name: string;
	readonly from: string;
	readonly subject: string;
	readonly plain: string;
	readonly html: string;
	readonly headers: readonly (readonly [string, string])[];
	readonly attachments: readonly {readonly name: string; readonly contentType: string; readonly content: string}[];
	readonly canaries: readonly string[];
	readonly left: readonly string[];
}

export interface Letter {
	readonly greeting: string;
	readonly ask: string;
	readonly end: string;
}

export const english: Letter = {
	greeting: 'Hello Ada Lovelace,',
	ask: 'Somebody asked to sign in to your GitLab account.',
	end: 'It works for 60 minutes. Do not share it.',
};

/** Sign-in, confirmation and reset mails, each in words of its own. */
export const letters: readonly [Letter, ...Letter[]] = [
	english,
	{greeting: 'Guten Tag Ada,', ask: 'bitte bestätigen Sie Ihre Anmeldung bei GitLab.', end: 'Der Code gilt 60 Minuten, danach nicht mehr.'},
	{greeting: 'Bonjour Ada,', ask: 'voici de quoi choisir un nouveau mot de passe.', end: 'Ce message reste valable 2 jours.'},
	{greeting: 'Hola Ada:', ask: 'confirma tu dirección de correo, por favor.', end: 'El enlace caduca en 24 horas.'},
	{greeting: 'Olá Ada,', ask: 'alguém pediu para entrar na sua conta.', end: 'Se não foi você, ignore esta mensagem.'},
	{greeting: 'Ciao Ada,', ask: 'qualcuno vuole accedere al tuo account.', end: 'Vale 60 minuti.'},
	{greeting: 'Cześć Ado,', ask: 'ktoś próbuje zalogować się na twoje konto.', end: 'Działa przez 60 minut.'},
	{greeting: 'Здравствуйте, Ада!', ask: 'Кто-то входит в вашу учётную запись.', end: 'Он действует 60 минут.'},
	{greeting: 'エイダ様', ask: 'サインインの確認をお願いします。', end: 'このメールは60分以内にお使いください。'},
	{greeting: '您好,艾达', ask: '有人正在登录您的帐户。', end: '请在60分钟内使用。'},
	{greeting: 'مرحبا آدا', ask: 'هناك من يحاول الدخول إلى حسابك', end: 'صالح لمدة ساعة واحدة'},
	{greeting: 'שלום עדה', ask: 'מישהו מנסה להיכנס לחשבון שלך', end: 'תקף לשעה אחת'},
	{greeting: 'नमस्ते एडा', ask: 'कोई आपके खाते में प्रवेश कर रहा है', end: 'यह एक घंटे तक चलेगा'},
	{greeting: 'Merhaba Ada,', ask: 'birisi hesabınıza girmek istiyor.', end: 'Bir saat boyunca kullanılabilir.'},
];

/** An ordinary mail but for what is given. */
export function mail(given: Partial<CorpusMail> & Pick<CorpusMail, 'name' | 'canaries'>): CorpusMail {
	return {
		from: 'GitLab <gitlab@mg.gitlab.com>',
		subject: 'Verify your identity',
		plain: '',
		html: '',
		headers: [],
		attachments: [],
		left: [],
		...given,
	};
}

/** Each mail has secrets of its own, so that nobody's leak hides behind another. */
export function codeOf(index: number): string {
	return String(413_907 + ((index * 87_359) % 586_000));
}
