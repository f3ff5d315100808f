r"""What commands of TeX stand for: one table a kind, since the kind decides about the blanks around it.

Only commands of TeX, LaTeX, amsmath, amssymb and textcomp, and the few that everybody defines alike (`\R`, `\eg`):
a command that each author may have defined otherwise stays as it was written. Source: Comprehensive LaTeX Symbol List
(https://ctan.org/pkg/comprehensive) and unicode-math's table (https://ctan.org/pkg/unicode-math).
"""

from __future__ import annotations

from typing import Final


def _table(pairs: str) -> dict[str, str]:
    words = pairs.split()
    return dict(zip(words[::2], words[1::2], strict=True))


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


ORDINARY: Final = _table(
    """
    alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ varkappa ϰ
    lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ
    chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω digamma ϝ
    varGamma Γ varDelta Δ varTheta Θ varLambda Λ varXi Ξ varPi Π varSigma Σ varPhi Φ varPsi Ψ varOmega Ω
    infty ∞ partial ∂ nabla ∇ ell ℓ hbar ℏ hslash ℏ imath ı jmath ȷ wp ℘ Re ℜ Im ℑ aleph ℵ beth ℶ gimel ℷ emptyset ∅
    varnothing ∅ forall ∀ exists ∃ nexists ∄ top ⊤ bot ⊥ angle ∠ triangle △ Box □ square □ blacksquare ■ Diamond ◇
    diamondsuit ♢ heartsuit ♡ clubsuit ♣ spadesuit ♠ flat ♭ natural ♮ sharp ♯ surd √ prime ′ backprime ‵ neg ¬ lnot ¬
    dagger † dag † ddagger ‡ ddag ‡ ldots … dots … cdots ⋯ dotsc … dotsb ⋯ vdots ⋮ ddots ⋱ hdots … degree ° textdegree °
    S § P ¶ AA Å eth ð mho ℧ complement ∁ R ℝ Z ℤ Q ℚ RR ℝ CC ℂ ZZ ℤ NN ℕ QQ ℚ bigstar ★ checkmark ✓ Bbbk 𝕜
    copyright © textregistered ® texttrademark ™ textmu µ textohm Ω micro µ pounds £ euro € texteuro € yen ¥
    textbullet • lozenge ◊ blacklozenge ⧫ measuredangle ∡ circledS Ⓢ colon :
    """
)
"""Letters and signs that stand by themselves."""

LARGE: Final = _table(
    """
    sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ iiint ∭ oint ∮ bigcup ⋃ bigcap ⋂ bigsqcup ⨆ bigvee ⋁ bigwedge ⋀ bigoplus ⨁
    bigotimes ⨂ bigodot ⨀ biguplus ⨄
    """
)
"""Signs of sums and the like."""

RELATIONS: Final = _table(
    """
    leq ≤ le ≤ leqslant ⩽ geq ≥ ge ≥ geqslant ⩾ neq ≠ ne ≠ ll ≪ gg ≫ lll ⋘ ggg ⋙ lesssim ≲ gtrsim ≳ approx ≈ sim ∼
    simeq ≃ cong ≅ equiv ≡ propto ∝ asymp ≍ doteq ≐ prec ≺ succ ≻ preceq ⪯ succeq ⪰ in ∈ ni ∋ notin ∉ subset ⊂
    supset ⊃ subseteq ⊆ supseteq ⊇ subsetneq ⊊ supsetneq ⊋ sqsubset ⊏ sqsubseteq ⊑ sqsupseteq ⊒ nsubseteq ⊈ mid ∣
    nmid ∤ parallel ∥ perp ⊥ vdash ⊢ dashv ⊣ models ⊨ vDash ⊨ Vdash ⊩ to → rightarrow → leftarrow ← gets ←
    leftrightarrow ↔ longrightarrow ⟶ longleftarrow ⟵ longleftrightarrow ⟷ Rightarrow ⇒ Leftarrow ⇐
    Leftrightarrow ⇔ Longrightarrow ⟹ Longleftarrow ⟸ Longleftrightarrow ⟺ implies ⟹ iff ⟺ mapsto ↦
    longmapsto ⟼ hookrightarrow ↪ hookleftarrow ↩ twoheadrightarrow ↠ rightarrowtail ↣ rightsquigarrow ⇝ leadsto ⇝
    rightharpoonup ⇀ rightharpoondown ⇁ rightleftharpoons ⇌ leftharpoonup ↼ uparrow ↑ downarrow ↓ updownarrow ↕
    Uparrow ⇑ Downarrow ⇓ nearrow ↗ searrow ↘ curvearrowright ↷ curvearrowleft ↶ circlearrowleft ↺ rightrightarrows ⇉
    restriction ↾ nleq ≰ ngeq ≱ lessgtr ≶ gtreqless ⋛ triangleq ≜ coloneqq ≔ approxeq ≊ thickapprox ≈ thicksim ∼
    trianglelefteq ⊴ trianglerighteq ⊵ unlhd ⊴ lhd ⊲ rhd ⊳ vartriangleleft ⊲ lessapprox ⪅ gtrapprox ⪆ leqq ≦ geqq ≧
    nrightarrow ↛ nsim ≁ ncong ≇ therefore ∴ because ∵ bowtie ⋈ smile ⌣ frown ⌢ ltimes ⋉ rtimes ⋊
    precsim ≾ succsim ≿ preccurlyeq ≼ succcurlyeq ≽ subseteqq ⫅ Subset ⋐ between ≬ pitchfork ⋔ multimap ⊸
    """
)
"""What parts two sides."""

BINARY: Final = _table(
    """
    pm ± mp ∓ times × div ÷ cdot · ast ∗ star ⋆ circ ∘ bullet ∙ cap ∩ cup ∪ uplus ⊎ sqcap ⊓ sqcup ⊔ vee ∨ lor ∨
    wedge ∧ land ∧ setminus ∖ smallsetminus ∖ wr ≀ oplus ⊕ ominus ⊖ otimes ⊗ oslash ⊘ odot ⊙ boxtimes ⊠ boxplus ⊞
    diamond ⋄ amalg ⨿ dotplus ∔ rightthreetimes ⋌ leftthreetimes ⋋ barwedge ⊼ veebar ⊻ Cap ⋒ Cup ⋓ centerdot ·
    bigtriangleup △ bigtriangledown ▽ triangleleft ◁ triangleright ▷ bigcirc ◯ circledast ⊛
    """
)
"""What joins two things."""

WORDS: Final = _names(
    """
    log ln lg exp sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan min max sup inf lim limsup liminf
    argmin argmax arg det dim ker hom gcd lcm deg Pr sgn poly polylog rank tr Tr diag supp
    """
)
"""Functions that are written as their own names. Those after `Pr` are everybody's own definitions."""
RENAMED: Final = {"limsup": "lim sup", "liminf": "lim inf"}
"""Of these the words that are shown."""

DELIMITERS: Final = {
    "langle": "⟨", "rangle": "⟩", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "lbrace": "{",
    "rbrace": "}", "lbrack": "[", "rbrack": "]", "vert": "|", "Vert": "‖", "lvert": "|", "rvert": "|", "lVert": "‖",
    "rVert": "‖", "backslash": "∖", "llbracket": "⟦", "rrbracket": "⟧", "ulcorner": "⌜", "urcorner": "⌝",
    "lgroup": "(", "rgroup": ")", "|": "‖", "{": "{", "}": "}", "slash": "/",
}  # fmt: skip

ESCAPED: Final = {"%": "%", "&": "&", "#": "#", "_": "_", "$": "$"}
"""Signs that TeX wants a backslash before."""

BLANKS: Final = frozenset([",", ";", ":", ">", " ", "\n", "quad", "qquad", "enspace", "enskip", "space", "thinspace"])
"""Commands that are a blank."""
NOTHING: Final = _names(
    """
    ! / - left right middle big Big bigg Bigg bigl bigr bigm Bigl Bigr Bigm biggl biggr Biggl Biggr limits nolimits
    displaystyle textstyle scriptstyle scriptscriptstyle mathstrut strut nonumber notag relax protect negthinspace
    normalsize small large Large LARGE huge Huge
    footnotesize scriptsize noindent centering allowbreak nobreak xspace par bigskip medskip smallskip
    """
)
"""Commands of which nothing is seen."""

FONTS: Final = {
    "mathbb": "double", "Bbb": "double", "mathbbm": "double", "mathds": "double", "bb": "double",
    "mathcal": "script", "mathscr": "script", "Cal": "script", "mathfrak": "fraktur", "frak": "fraktur",
    "mathbf": "bold", "bold": "bold", "boldsymbol": "bold italic", "bm": "bold italic", "pmb": "bold italic",
    "mathbfit": "bold italic", "mathsf": "sans", "mathtt": "typewriter",
}  # fmt: skip
"""Commands that put their argument into a shape that tells one thing from another."""
SWITCHES: Final = {
    "cal": "script", "bf": "bold", "bfseries": "bold", "rm": "", "it": "", "sl": "", "sf": "", "tt": "", "em": "",
    "sc": "", "mit": "", "normalfont": "", "rmfamily": "", "itshape": "", "boldmath": "bold", "mathcal": "script",
    "mathbf": "bold", "mathrm": "", "frak": "fraktur", "Bbb": "double", "mathbb": "double",
}  # fmt: skip
"""Commands that change the shape of what follows in their group."""
PLAIN: Final = _names("mathrm mathit mathnormal mathop mathbin mathrel mathord mathopen mathclose smash")
"""Commands that change nothing about what their argument means."""
TEXTS: Final = _names(
    """
    text textrm textit textbf textsf texttt textsc textsl textmd textup textnormal emph mbox hbox fbox underline uline
    textquote enquote ensuremath uppercase lowercase makebox textls hl st
    """
)
"""Commands whose argument is a text, which they only make look otherwise."""

ACCENTS: Final = {
    "hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303", "widetilde": "\u0303", "bar": "\u0304",
    "overline": "\u0305", "vec": "\u20d7", "overrightarrow": "\u20d7", "dot": "\u0307", "ddot": "\u0308",
    "acute": "\u0301", "grave": "\u0300", "check": "\u030c", "widecheck": "\u030c", "breve": "\u0306",
    "mathring": "\u030a", "underline": "\u0332", "underbar": "\u0331",
}  # fmt: skip
"""Signs over and under one character of a formula."""
ACCENT_NAMES: Final = {"widehat": "hat", "widetilde": "tilde", "widecheck": "check", "overrightarrow": "vec"}
"""What an accent over several characters is called, where that is not its own name."""

TEXT_ACCENTS: Final = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304", ".": "\u0307",
    "H": "\u030b", "v": "\u030c", "u": "\u0306", "c": "\u0327", "k": "\u0328", "r": "\u030a", "d": "\u0323",
    "b": "\u0331",
}  # fmt: skip
LETTERS: Final = _table(
    "ss ß ae æ AE Æ oe œ OE Œ o ø O Ø l ł L Ł aa å AA Å i ı j ȷ dh ð DH Ð th þ TH Þ ng ŋ NG Ŋ dj đ DJ Đ"
)
TEXT_SIGNS: Final = {
    "eg": "e.g.", "ie": "i.e.", "etal": "et al.", "etc": "etc.", "wrt": "w.r.t.", "textgreater": ">", "textless": "<",
    "textquotedblleft": "“", "textquotedblright": "”", "textquoteleft": "‘", "textquoteright": "’",
    "textasciitilde": "~", "textunderscore": "_", "textendash": "–", "textemdash": "—", "textbar": "|",
    "textellipsis": "…", "textperiodcentered": "·", "LaTeX": "LaTeX", "TeX": "TeX", "textasteriskcentered": "*",
    "textasciicircum": "^", "textdollar": "$", "textpm": "±", "texttimes": "×", "textonehalf": "½", "slash": "/",
    "guillemotleft": "«", "guillemotright": "»", "lq": "‘", "rq": "’", "item": "•",
}  # fmt: skip
"""Commands for signs of a text."""

MATHEMATICS: Final = frozenset().union(
    ORDINARY,
    RELATIONS,
    BINARY,
    LARGE,
    FONTS,
    ACCENTS,
    WORDS,
    DELIMITERS,
    ("frac", "dfrac", "tfrac", "sqrt", "binom", "operatorname", "pmod", "bmod", "mod", "not"),
)
"""Commands with which a formula may begin that has no delimiters."""
