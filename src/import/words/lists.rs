//! Words by which questions, answers and the matter around them are known, in the languages that banks are written in.

/// Words that a question starts with.
pub const ASKING: &[&str] = &[
    "what", "what's", "whats", "how", "why", "when", "where", "which", "who", "whose", "whom", "is", "are", "can", "could", "do", "does", "did",
    "should", "would", "will", "have", "has", "explain", "describe", "define", "compare", "name", "list", "give", "write", "implement", "design",
    "tell", "difference", "differences", "discuss", "mention", "state", "suppose", "given", "find", "create", "enumerate", "differentiate",
    "distinguish", "elaborate", "identify", "walk", "consider", "imagine", "in", "что", "чем", "как", "какой", "какая", "какое", "какие", "каков",
    "какова", "каковы", "каким", "какими", "каких", "зачем", "почему", "когда", "где", "кто", "сколько", "расскажите", "опишите", "объясните",
    "назовите", "перечислите", "приведите", "дайте", "сравните", "напишите", "расскажи", "опиши", "объясни",
    "назови", "перечисли", "приведи", "сравни", "напиши", "разница", "различия", "отличия", "отличие", "qué", "que", "cómo", "como", "cuándo", "dónde", "cuál", "cuáles",
    "quién", "explica", "explique", "diferencia", "diferencias", "defina", "describa", "menciona", "enumera",
    "compara", "was", "wie", "warum", "wann", "wo", "welche", "welcher", "welches",
    "wer", "wozu", "nennen", "erklären", "beschreiben", "quel", "quelle", "quels", "quelles", "comment", "pourquoi", "quand", "expliquez",
    "qu'est-ce", "o", "quais", "qual", "quando", "onde", "explicar", "diferença", ];

/// Words that start a sentence as well as a question; without a question mark they prove nothing.
pub const WEAK: &[&str] = &[
    "is", "are", "can", "could", "do", "does", "did", "should", "would", "will", "have", "has", "name", "list", "in", "state", "given", "find", "o",
    "que", "como", "was", "when", "where", "who", "wo", "when", "create", "write", "design", "define", "consider", "suppose", ];

/// Words that name things and begin commands: `Design of a queue`, `List the kinds`
pub const NAMING: &[&str] = &[
    "difference", "differences", "in", "state", "name", "list", "give", "given", "find", "create", "write", "design", "define", "implement", "tell",
    "walk", "identify", "suppose", "consider", "imagine", "compare", "разница", "различия", "отличия", "отличие", "diferencia", "diferencias",
    "diferença", "o", ];

/// Words that begin questions, and titles of what explains: `How it works`
pub const INTERROGATIVE: &[&str] = &[
    "what", "what's", "whats", "how", "why", "when", "where", "which", "who", "whose", "whom", "что", "чем", "как", "какой", "какая", "какое", "какие",
    "каков", "какова", "каковы", "каким", "какими", "каких", "зачем", "почему", "когда", "где", "кто", "сколько", "qué", "que", "cómo", "como", "cuándo",
    "dónde", "cuál", "cuáles", "quién", "was", "wie", "warum", "wann", "wo", "welche", "welcher", "welches", "wer", "wozu", "quel", "quelle", "quels",
    "quelles", "comment", "pourquoi", "quand", "quais", "qual", "quando", "onde", ];

/// Words behind those that make them a question.
pub const VERBS: &[&str] = &[
    "is", "are", "was", "were", "do", "does", "did", "can", "could", "will", "would", "should", "has", "have", "happens", "such", "такое", "такой", "такая",
    "значит", "означает", "делает", "делают", "работает", "работают", "устроен", "устроена", "бывают", "существуют", "нужен", "нужна", "нужно", "нужны",
    "отличается", "отличаются", "es", "son", "hace", "hacen", "significa", "funciona", "funcionan", "ist", "sind", "bedeutet", "macht", "funktioniert",
    "funktionieren", "est", "sont", "fait", "é", "são", "faz", ];

/// Parts of words by which a title says that there are questions below.
pub const OF_QUESTIONS: &[&str] = &[
    "question", "interview", "q&a", "q & a", "faq", "quiz", "trivia", "exercise", "challenge", "problem", "task", "flashcard", "cheat", "вопрос", "собес",
    "интервью", "задач", "задани", "тест", "pregunta", "entrevista", "ejercicio", "frage", "vorstellungsgespräch", "aufgabe", "entretien", "pergunta",
    "面试", "題", "题", "问", "面經", "面经", "八股", ];

/// Signs of a question in scripts without spaces.
pub const ASKING_SIGNS: &[&str] = &[
    "什么", "如何", "怎么", "为什么", "怎样", "哪些", "哪个", "哪几", "区别", "谈谈", "说说", "介绍", "解释", "是否", "多少", "有没有", "简述", "描述", "讲讲", "能否", "吗", "呢", "とは", "なぜ",
    "どの", "どう", "何ですか", "違い", ];

/// Headings of what is not a question, and why it is not.
pub const ASIDES: &[(&str, &[&str])] = &[
    ( "a table of contents", &[ "table of contents", "contents", "toc", "index", "table of content", "содержание", "оглавление", "目录", "目錄", "目次",
    "índice", "indice", "contenido", "contenidos", "tabla de contenidos", "tabla de contenido", "inhalt", "inhaltsverzeichnis", "sommaire",
    "table des matières", "sumário", "conteúdo", "list of questions", "questions list", ], ), ( "about the file, not a question", &[ "license",
    "licence", "лицензия", "licencia", "licença", "lizenz", "许可证", "许可", "disclaimer", "отказ от ответственности", "contributing", "contribution",
    "contributions", "contributors", "how to contribute", "contribute", "贡献", "вклад", "credits", "credit", "acknowledgements", "acknowledgments",
    "acknowledgement", "authors", "author", "support", "sponsors", "donate", "star history", "stargazers", "changelog", "about", "about the author",
    "introduction", "intro", "preface", "foreword", "overview", "prerequisites", "installation", "import instructions", "instructions", "how to use",
    "usage", "feedback", "contact", "支持", "введение", "introducción", "einleitung", "前言", "简介", "copyright", "translations", "show your support", ],
    ), ( "sources of the file", &[ "sources", "source", "references", "reference", "resources", "further reading", "useful links", "links",
    "bibliography", "источники", "ссылки", "полезные ссылки", "литература", "fuentes", "referencias", "recursos", "quellen", "références",
    "referências", "参考", "参考资料", "参考文献", "additional resources", "other resources", "inspiration", ], ), ];

/// What stands where an answer is still to come.
pub const PLACEHOLDERS: &[&str] = &[
    "answer here", "answer goes here", "your answer here", "your answer", "write your answer here", "todo", "to do", "to be completed",
    "to be added", "to be done", "to be written", "to be filled", "tbd", "tba", "tbc", "coming soon", "wip", "work in progress", "n/a", "na", "none",
    "null", "fixme", "xxx", "...", "…", "-", "?", "pending", "not answered", "not answered yet", "no answer", "no answer yet", "ответ", "скоро",
    "в процессе", "pendiente", "por completar", "por hacer", "待补充", "待完善", "待续", "略", "a completar", "à compléter", "folgt", "add answer here", "нет ответа", "ответа пока нет", "sin respuesta", "暂无", "暂无答案",
    "answer to be added", "answer to be completed", "needs answer", "help wanted", "under construction", ];

/// Words of links that lead back to the top.
pub const TOP: &[&str] = &[
    "back to top", "back to the top", "top", "go to top", "to top", "up", "back", "go back", "return to top", "contents", "table of contents", "toc",
    "index", "home", "back to contents", "back to toc", "back to index", "scroll to top", "наверх", "вверх", "к содержанию", "к оглавлению", "назад",
    "в начало", "назад к оглавлению", "вернуться наверх", "вернуться к содержанию", "arriba", "volver arriba", "volver", "inicio",
    "volver al inicio", "ir arriba", "volver al índice", "índice", "返回顶部", "回到顶部", "返回目录", "回到目录", "返回", "顶部", "nach oben", "zum anfang", "zurück",
    "haut", "retour en haut", "haut de page", "voltar ao topo", "topo", "トップへ戻る", "先頭へ", "back to questions", "back to question", "to the top", ];

/// What the summary of a folded answer says.
pub const ANSWERS: &[&str] = &[
    "answer", "answers", "ans", "show answer", "see answer", "view answer", "click for answer", "click to see the answer", "click to view answer",
    "click here for answer", "click to expand", "click me", "show", "expand", "solution", "show solution", "view solution", "details", "reveal",
    "reveal answer", "hint and answer", "explanation", "show explanation", "the answer", "correct answer", "see the answer", "show the answer",
    "view the answer", "spoiler", "toggle answer", "open answer", "ответ", "показать ответ", "посмотреть ответ", "решение", "раскрыть", "respuesta",
    "ver respuesta", "mostrar respuesta", "solución", "ver solución", "antwort", "antwort anzeigen", "lösung", "réponse", "voir la réponse",
    "resposta", "ver resposta", "mostrar resposta", "答案", "查看答案", "点击查看答案", "参考答案", "解答", "解答を見る", "答え", "回答", "展开", ];

/// Labels in front of questions and of answers, longest first.
pub const QUESTION_LABELS: &[&str] = &[
    "question", "questions", "ques", "que", "qus", "qn", "q", "вопрос", "pregunta", "pergunta", "frage", "问题", "問題", "问", "質問", "問", "в", "p", "f", ];

pub const ANSWER_LABELS: &[&str] = &[
    "answer", "answers", "ans", "a", "ответ", "respuesta", "resposta", "antwort", "réponse", "reponse", "solution", "答案", "回答", "解答", "答", "о", "r", ];

/// Those of them that are a letter of another language, which stands for many other things: only both halves together are labels.
pub const LETTER_LABELS: &[(&str, &str)] = &[ ("в", "о"), ("p", "r"), ("q", "r"), ("f", "a"), ];

/// Letters that are labels of themselves.
pub const SURE_LETTERS: &[&str] = &[ "q", "a", ];

/// Headings that part an answer.
pub const PARTS: &[&str] = &[
    "method", "approach", "option", "way", "step", "variant", "example", "examples", "explanation", "output", "code", "code example",
    "sample code", "alternative", "complexity", "time complexity", "space complexity", "hint", "hints", "note", "notes", "conclusion",
    "follow-up", "follow up", "key points", "key takeaways", "pros and cons", "advantages", "disadvantages", "use cases", "best practices", "syntax",
    "ref link", "good to hear", "additional links", "способ", "вариант", "метод", "пример", "примеры", "пояснение", "вывод", "método", "opción", "ejemplo",
    "ejemplos", "explicación", "conclusión", "beispiel", "methode", "exemple", "方法", "方案", "示例", "例子", "代码", "解法", "解析", "总结", "注意", ];

/// Words at the end of a line like `Examples:` that belong to an answer.
pub const GENERIC: &[&str] = &[
    "instructions", "example", "examples", "note", "notes", "output", "code", "usage", "syntax", "advantages", "disadvantages", "pros", "cons",
    "benefits", "drawbacks", "steps", "summary", "solution", "answer", "explanation", "result", "results", "input", "features", "types", "uses",
    "important", "points", "sources", "source", "references", "reference", "disclaimer", "license", "licence", "following", "follows", "here",
    "below", "characteristics", "conclusion", "scenario", "case", "cases", "tip", "tips", "warning", "hint", "components", "properties",
    "limitations", "differences", "difference", "how", "why", "what", "when", "are", "is", "includes", "include", "like", "as", ];
