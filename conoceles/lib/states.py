"""The states of Mexico: the code that INE and INEGI share, the name, and the other ways in which lists write it."""

from conoceles.lib.text import fold

STATES = {
    "01": ("Aguascalientes", "AGS"),
    "02": ("Baja California", "BC"),
    "03": ("Baja California Sur", "BCS"),
    "04": ("Campeche", "CAMP"),
    "05": ("Coahuila", "COAH", "Coahuila de Zaragoza"),
    "06": ("Colima", "COL"),
    "07": ("Chiapas", "CHIS"),
    "08": ("Chihuahua", "CHIH"),
    "09": ("Ciudad de México", "CDMX", "Distrito Federal", "DF"),
    "10": ("Durango", "DGO"),
    "11": ("Guanajuato", "GTO"),
    "12": ("Guerrero", "GRO"),
    "13": ("Hidalgo", "HGO"),
    "14": ("Jalisco", "JAL"),
    "15": ("México", "MEX", "Estado de México", "EDOMEX"),
    "16": ("Michoacán", "MICH", "Michoacán de Ocampo"),
    "17": ("Morelos", "MOR"),
    "18": ("Nayarit", "NAY"),
    "19": ("Nuevo León", "NL"),
    "20": ("Oaxaca", "OAX"),
    "21": ("Puebla", "PUE"),
    "22": ("Querétaro", "QRO", "Querétaro de Arteaga"),
    "23": ("Quintana Roo", "QROO"),
    "24": ("San Luis Potosí", "SLP"),
    "25": ("Sinaloa", "SIN"),
    "26": ("Sonora", "SON"),
    "27": ("Tabasco", "TAB"),
    "28": ("Tamaulipas", "TAMPS"),
    "29": ("Tlaxcala", "TLAX"),
    "30": ("Veracruz", "VER", "Veracruz de Ignacio de la Llave"),
    "31": ("Yucatán", "YUC"),
    "32": ("Zacatecas", "ZAC"),
}
MORE = {
    "edo mex": "15",
    "edo de mex": "15",
    "q roo": "23",
    "nvo leon": "19",
    "n l": "19",
    "b c": "02",
    "b c s": "03",
    "s l p": "24",
    "cd de mexico": "09",
    "d f": "09",
}
# How lists call the column that says of which state a row is, where no preset names it.
STATE_COLUMNS = {
    "entidad",
    "entidad federativa",
    "estado",
    "edo",
    "estado eleccion",
    "nombre estado",
    "nombre entidad",
    "nom entidad",
    "nom ent",
    "id entidad",
    "id estado",
    "cve ent",
    "cve entidad",
    "clave entidad",
}
_CODES = {fold(word): code for code, words in STATES.items() for word in words} | MORE


def state_code(text: str) -> str:
    """Return the code of the state that a cell names, by name, abbreviation or number; '' for none."""
    word = " ".join(fold(text).replace(".", " ").split())
    word = word.removeprefix("estado de ").removeprefix("edo de ") if word not in _CODES else word
    if word.isdigit() and len(word) <= 2:
        return word.zfill(2) if word.zfill(2) in STATES else ""
    return _CODES.get(word, "")
