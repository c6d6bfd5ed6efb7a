/** What the checks say, in each language of the workshop. */

const ENGLISH = {
  welcome: 'Welcome. The checks below say what is wrong with an answer; a wrong one costs nothing.',
  'welcome-back': 'Welcome back. Solved before: {list}.',
  'still-open': 'Still open: {list}. You can come back to them at any time.',
  'all-done': 'All exercises of this lesson are solved. Well done.',
  blank: 'Replace every ___ first.',
  'not-a-number': 'A number is asked for.',
  percent: 'That is in percent. Give the share: 50 % is 0.5.',
  'no-share': 'A share lies between 0 and 1.',
  'size-swapped': 'You have exchanged the two: rows are cells, columns are proteins.',
  'size-cells': 'Not the number of cells. It is the number of rows: tumour.nObs.',
  'size-proteins': 'The cells are right, the proteins are not. Theirs is the number of columns: tumour.nVars.',
  'right-1.1': 'Every later table has these sizes: one row for each cell, one column for each protein.',
  'type-unknown': 'There is no type of that name. Copy it as it stands in the legend.',
  'commonest-alphabet':
    'That type is the first of the alphabet, not the one with the most cells: look for the largest number in counts.',
  'commonest-other':
    'Another type has more cells. Math.max(...counts) is the largest number; counts.indexOf(...) says where it stands.',
  'commonest-count': 'That is the number of cells. The share is this number divided by all cells.',
  'commonest-share': 'The type is right, the share is not: its number of cells divided by tumour.nObs.',
  'right-1.2': 'Remember that share: wherever one type is so common, "most neighbors are of that type" says little.',
  'protein-unknown': 'There is no protein of that name. They are listed in tumour.var.index.',
  'marker-bright':
    'That protein is bright in M2 macrophages, but in the others as well. Compare with the mean of all cells.',
  'marker-less': 'M2 macrophages have less of that protein than the others do.',
  'marker-other':
    'M2 macrophages have more of that one than others do, but of another protein the difference is larger.',
  'right-1.3': 'A marker is a difference, not a brightness.',
  'together-count': 'That is how many they are. Divide by all neighbors, mine.length.',
  'together-all': 'That is the share of CD8 T cells in the whole tissue. Ask among their neighbors only.',
  'together-per-cell':
    'That is how many such neighbors a CD8 T cell has on average. Divide by all neighbors, not by the cells.',
  'together-other': 'Not quite. Count the cells in mine whose label is "CD8 T cells", and divide by mine.length.',
  'right-1.4': 'Now you know the share. Whether it is large is the next question.',
  'p-zero': 'p is never 0: you have tried 199 orders, not all of them, and the measured one is one of the 200.',
  'p-without-measured': 'The measured tissue counts too: add 1 above and below the line.',
  'p-other-side': 'That is the part which is lower. Asked is how often chance comes as high as the measured share.',
  'p-other': 'Count the shuffled shares that are at least as high as the measured one, add 1, and divide by 200.',
  'right-1.5': 'So rarely does chance alone bring them together.',
  'used-entries': 'That is the size of the dictionary. Count the different values in tokens; a Set drops repeats.',
  'used-cells': 'That is the number of cells. Count different tokens: a Set drops repeats.',
  'used-other': 'Not that many: new Set(tokens).size counts them.',
  'right-2.1': 'Entries that no cell carries are none of the tissue: a dictionary may be larger than its text.',
  'token-unknown': 'No cell carries a token of that name.',
  'mixed-small': 'That token has fewer than 20 cells: with few cells, mixed is what chance looks like.',
  'mixed-pure': 'That is the purest one. The most mixed is the one whose commonest type has the smallest share.',
  'mixed-largest': 'That is the token of the most cells. A large token need not be a mixed one.',
  'mixed-other': 'Another token is more mixed. Compare the largest share among the types of each entry.',
  'right-2.2': 'Look it up in the tissue: color by squint_token and click its entry of the legend.',
  'agreement-numbers':
    'That compares the numbers themselves. They mean nothing across trainings: 7 of the one is not 7 of the other.',
  'agreement-itself': '1 is what a grouping has in common with itself. Compare tokens with others.',
  'agreement-other': 'Not that: normalizedMutualInformation(tokens, others).',
  'right-2.3': 'Below 1, far above 0: much of the grouping stays, not all of it. What stays is worth a second look.',
  'lead-sign': 'The other way round: positive means that the tokens are closer to the types.',
  'lead-one': 'That is one of the two. Asked is the difference: tokens with labels, less plain with labels.',
  'lead-each-other':
    'That is what tokens and clusters have in common with each other. Compare each with labels, then take the difference.',
  'lead-other':
    'Not that: normalizedMutualInformation(tokens, labels) less normalizedMutualInformation(plain, labels).',
  'right-2.4':
    'Say both numbers whenever you show one. How many groups there are matters too: more groups, other numbers.',
  letter: 'Give one letter: a, b, c or d.',
  '2.5-a':
    'A token is a kind of surroundings that one training found in one tissue. Its number has no meaning outside of it.',
  '2.5-c': 'Nothing of that kind is true in advance. You have measured it in 2.4: what came out?',
  '2.5-d': 'One tumour was looked at. Others may be put together otherwise.',
  'right-2.5': 'Modest, and true: as this model sees them, most of them alike.',
  'method-unknown': 'There is no method of that name among inferred.scores.',
  'best-model': 'The model is not the best one here. Look at geneSpearman of every line.',
  'best-other': 'Another method has a higher geneSpearman.',
  'right-3.1': 'If a plain average infers better, believe the model less, also in what follows.',
  'effect-sign': 'The other way round: after less control.',
  'effect-no-control':
    'That is what putting in T cells changed at all. Some of it any cells would have changed: subtract the control.',
  'effect-measured':
    'That mixes two things: how the model draws the tissue with nothing put in, and what the T cells changed.',
  'effect-other': 'Subtract how far the share moved in the control from how far it moved with T cells.',
  'right-3.2': 'Against the control: what is about T cells, not about cells.',
  'clear-all': 'Those are all types. Only those count whose interval lies on one side of 0.',
  'clear-means': 'A mean is hardly ever exactly 0. Look at low and high.',
  'clear-one-side': 'Those are the types that became more frequent. An interval below 0 excludes 0 as well.',
  'clear-opposite': 'Those are the ones whose interval contains 0.',
  'clear-other': 'Count the changes where low is above 0 or high is below 0.',
  'right-3.3': 'Few or none is an answer too.',
  'alike-opposite': 'Those point in opposite ways.',
  'alike-other': 'Count the lines where averaged.mean and beyondControl.mean are both above or both below 0.',
  'right-3.4': 'What an average says as well needs no network.',
  '3.5-a': 'The model saw one moment. It has no time in it, and no killing.',
  '3.5-b': 'Nothing here was about patients, and nobody was treated.',
  '3.5-d': 'That nobody did it makes the answer untested, not wrong.',
  'right-3.5': 'That is as far as it goes, and a good place to plan an experiment from.',
};

export type Message = keyof typeof ENGLISH;

const GERMAN: Record<Message, string> = {
  welcome: 'Willkommen. Die Prüfungen sagen, was an einer Antwort nicht stimmt; eine falsche kostet nichts.',
  'welcome-back': 'Willkommen zurück. Schon gelöst: {list}.',
  'still-open': 'Noch offen: {list}. Sie können jederzeit darauf zurückkommen.',
  'all-done': 'Alle Aufgaben dieser Lektion sind gelöst. Gut gemacht.',
  blank: 'Ersetzen Sie zuerst jedes ___.',
  'not-a-number': 'Gefragt ist eine Zahl.',
  percent: 'Das sind Prozent. Geben Sie den Anteil an: 50 % sind 0.5.',
  'no-share': 'Ein Anteil liegt zwischen 0 und 1.',
  'size-swapped': 'Die beiden sind vertauscht: Zeilen sind Zellen, Spalten sind Proteine.',
  'size-cells': 'Das ist nicht die Zahl der Zellen. Sie ist die Zahl der Zeilen: tumour.nObs.',
  'size-proteins': 'Die Zellen stimmen, die Proteine nicht. Ihre Zahl ist die der Spalten: tumour.nVars.',
  'right-1.1': 'Jede spätere Tabelle hat diese Größe: eine Zeile für jede Zelle, eine Spalte für jedes Protein.',
  'type-unknown': 'Einen Typ dieses Namens gibt es nicht. Übernehmen Sie ihn, wie er in der Legende steht.',
  'commonest-alphabet':
    'Dieser Typ ist der erste im Alphabet, nicht der mit den meisten Zellen: suchen Sie die größte Zahl in counts.',
  'commonest-other':
    'Ein anderer Typ hat mehr Zellen. Math.max(...counts) ist die größte Zahl; counts.indexOf(...) sagt, wo sie steht.',
  'commonest-count': 'Das ist die Zahl der Zellen. Der Anteil ist diese Zahl geteilt durch alle Zellen.',
  'commonest-share': 'Der Typ stimmt, der Anteil nicht: seine Zellen geteilt durch tumour.nObs.',
  'right-1.2':
    'Merken Sie sich den Anteil: Wo ein Typ so häufig ist, sagt „die meisten Nachbarn sind von diesem Typ“ wenig.',
  'protein-unknown': 'Ein Protein dieses Namens gibt es nicht. Sie stehen in tumour.var.index.',
  'marker-bright':
    'Dieses Protein ist in M2-Makrophagen hell, in den anderen aber auch. Vergleichen Sie mit dem Mittel aller Zellen.',
  'marker-less': 'Von diesem Protein haben M2-Makrophagen weniger als die anderen.',
  'marker-other':
    'Davon haben M2-Makrophagen mehr als andere, aber bei einem anderen Protein ist der Unterschied größer.',
  'right-1.3': 'Ein Marker ist ein Unterschied, keine Helligkeit.',
  'together-count': 'So viele sind es. Teilen Sie durch alle Nachbarn, mine.length.',
  'together-all': 'Das ist der Anteil der CD8-T-Zellen im ganzen Gewebe. Fragen Sie nur unter ihren Nachbarn.',
  'together-per-cell':
    'So viele solche Nachbarn hat eine CD8-T-Zelle im Mittel. Teilen Sie durch alle Nachbarn, nicht durch die Zellen.',
  'together-other':
    'Nicht ganz. Zählen Sie die Zellen in mine, deren label „CD8 T cells“ ist, und teilen Sie durch mine.length.',
  'right-1.4': 'Nun kennen Sie den Anteil. Ob er groß ist, ist die nächste Frage.',
  'p-zero': 'p ist nie 0: Sie haben 199 Reihenfolgen probiert, nicht alle, und die gemessene ist eine der 200.',
  'p-without-measured': 'Das gemessene Gewebe zählt mit: oben und unten 1 dazu.',
  'p-other-side':
    'Das ist der Teil, der darunter liegt. Gefragt ist, wie oft der Zufall so hoch kommt wie der gemessene Anteil.',
  'p-other':
    'Zählen Sie die gemischten Anteile, die mindestens so hoch sind wie der gemessene, 1 dazu, geteilt durch 200.',
  'right-1.5': 'So selten bringt sie der Zufall allein zusammen.',
  'used-entries':
    'So groß ist das Wörterbuch. Zählen Sie die verschiedenen Werte in tokens; ein Set lässt Wiederholungen weg.',
  'used-cells': 'Das ist die Zahl der Zellen. Zählen Sie verschiedene Tokens: ein Set lässt Wiederholungen weg.',
  'used-other': 'Es sind nicht so viele: new Set(tokens).size zählt sie.',
  'right-2.1':
    'Einträge, die keine Zelle trägt, sagen nichts über das Gewebe: Ein Wörterbuch kann größer sein als sein Text.',
  'token-unknown': 'Ein Token dieses Namens trägt keine Zelle.',
  'mixed-small': 'Dieses Token hat weniger als 20 Zellen: Bei wenigen Zellen sieht der Zufall gemischt aus.',
  'mixed-pure': 'Das ist das reinste. Am gemischtesten ist das, dessen häufigster Typ den kleinsten Anteil hat.',
  'mixed-largest': 'Das ist das Token mit den meisten Zellen. Ein großes Token muss nicht gemischt sein.',
  'mixed-other': 'Ein anderes Token ist gemischter. Vergleichen Sie den größten Anteil unter den Typen jedes Eintrags.',
  'right-2.2': 'Suchen Sie es im Gewebe: nach squint_token färben und seinen Eintrag in der Legende anklicken.',
  'agreement-numbers':
    'Das vergleicht die Nummern selbst. Zwischen zwei Trainings bedeuten sie nichts: 7 des einen ist nicht 7 des anderen.',
  'agreement-itself': '1 hat eine Gruppierung mit sich selbst gemein. Vergleichen Sie tokens mit others.',
  'agreement-other': 'Das ist es nicht: normalizedMutualInformation(tokens, others).',
  'right-2.3':
    'Unter 1, weit über 0: Vieles an der Gruppierung bleibt, nicht alles. Was bleibt, ist einen zweiten Blick wert.',
  'lead-sign': 'Andersherum: Positiv heißt, dass die Tokens den Typen näher sind.',
  'lead-one': 'Das ist einer von beiden. Gefragt ist der Unterschied: tokens mit labels weniger plain mit labels.',
  'lead-each-other':
    'Das haben Tokens und Cluster miteinander gemein. Vergleichen Sie beide mit labels und nehmen Sie den Unterschied.',
  'lead-other':
    'Das ist es nicht: normalizedMutualInformation(tokens, labels) weniger normalizedMutualInformation(plain, labels).',
  'right-2.4': 'Nennen Sie immer beide Zahlen. Auch die Zahl der Gruppen zählt: mehr Gruppen, andere Zahlen.',
  letter: 'Geben Sie einen Buchstaben an: a, b, c oder d.',
  '2.5-a':
    'Ein Token ist eine Art von Umgebung, die ein Training in einem Gewebe fand. Seine Nummer bedeutet außerhalb nichts.',
  '2.5-c': 'So etwas stimmt nicht von vornherein. Sie haben es in 2.4 gemessen: Was kam heraus?',
  '2.5-d': 'Gesehen wurde ein Tumor. Andere können anders zusammengesetzt sein.',
  'right-2.5': 'Bescheiden und wahr: wie dieses Modell sie sieht, die meisten gleich.',
  'method-unknown': 'Ein Verfahren dieses Namens gibt es unter inferred.scores nicht.',
  'best-model': 'Das Modell ist hier nicht das beste. Sehen Sie sich geneSpearman in jeder Zeile an.',
  'best-other': 'Ein anderes Verfahren hat ein höheres geneSpearman.',
  'right-3.1': 'Wenn ein einfaches Mittel besser schließt, glauben Sie dem Modell weniger, auch im Folgenden.',
  'effect-sign': 'Andersherum: after weniger control.',
  'effect-no-control':
    'Das haben die eingesetzten T-Zellen überhaupt geändert. Einen Teil davon hätten beliebige Zellen geändert: ziehen Sie die Kontrolle ab.',
  'effect-measured':
    'Das vermischt zweierlei: wie das Modell das Gewebe ohne Eingriff zeichnet, und was die T-Zellen geändert haben.',
  'effect-other': 'Ziehen Sie die Änderung in der Kontrolle von der Änderung mit T-Zellen ab.',
  'right-3.2': 'Gegen die Kontrolle: was an T-Zellen liegt, nicht an Zellen.',
  'clear-all': 'Das sind alle Typen. Nur die zählen, deren Intervall auf einer Seite von 0 liegt.',
  'clear-means': 'Ein Mittel ist fast nie genau 0. Sehen Sie sich low und high an.',
  'clear-one-side': 'Das sind die Typen, die häufiger wurden. Ein Intervall unter 0 schließt 0 ebenso aus.',
  'clear-opposite': 'Das sind die, deren Intervall 0 enthält.',
  'clear-other': 'Zählen Sie die Änderungen, bei denen low über 0 oder high unter 0 liegt.',
  'right-3.3': 'Wenige oder keine ist auch eine Antwort.',
  'alike-opposite': 'Die zeigen in entgegengesetzte Richtungen.',
  'alike-other':
    'Zählen Sie die Zeilen, in denen averaged.mean und beyondControl.mean beide über oder beide unter 0 liegen.',
  'right-3.4': 'Was ein Mittel ebenso sagt, braucht kein Netz.',
  '3.5-a': 'Das Modell sah einen Augenblick. Es kennt keine Zeit und kein Töten.',
  '3.5-b': 'Nichts hier handelte von Patienten, und niemand wurde behandelt.',
  '3.5-d': 'Dass es niemand getan hat, macht die Antwort ungeprüft, nicht falsch.',
  'right-3.5': 'So weit reicht es, und von dort lässt sich gut ein Versuch planen.',
};

export type Language = 'en' | 'de';

const MESSAGES: Record<Language, Record<Message, string>> = { en: ENGLISH, de: GERMAN };

/** A message in a language, with what it names put in. */
export function say(language: Language, message: Message, named: Record<string, string> = {}): string {
  return MESSAGES[language][message].replace(/\{(\w+)\}/g, (whole, name: string) => named[name] ?? whole);
}

/** The languages, and whether each says everything: for tests. */
export const languages = MESSAGES;
