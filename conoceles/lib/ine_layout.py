"""The layout in which INE published its open data in 2022: its columns in order, the contact columns with their
documented names."""

# Who stands, for what and where: what each holds, in Spanish and English.
REGISTER = {
    "FILA": ("número de línea", "line number"),
    "PARTIDO_COALICION": ("partido, coalición o independiente", "party, coalition or independent"),
    "CARGO": ("cargo por el que compite", "office sought"),
    "ENTIDAD": ("entidad federativa", "state"),
    "DISTRITO LOCAL": ("distrito, si se elige por distrito", "district, when elected by district"),
    "CIRCUNSCRIPCION": ("circunscripción, si se elige por ella", "constituency, when elected by it"),
    "MUNICIPIO": ("municipio, si se elige por municipio", "municipality, when elected by municipality"),
    "NUM_LISTA_O_FORMULA": ("número de su fórmula o lista, contado aquí", "number of its ticket or list, counted here"),
    "NOMBRE_CANDIDATO": ("nombre, como está registrado", "name, as registered"),
    "TIPO_CANDIDATO": ("propietaria, suplente o por confirmar", "principal, alternate, or to be confirmed"),
    "EDAD": ("años cumplidos el día de la elección", "age in years on election day"),
    "SEXO": ("mujer, hombre o no binaria", "woman, man or non-binary"),
}
# What a candidacy answers: the question whose definition names the column.
ANSWERS = (
    "DIRECCION_CASA_CAMPANIA",
    "TELEFONO_PUBLICO",
    "CORREO_PUBLICO",
    "PAGINA_WEB",
    "REDES",
    "ESCOLARIDAD",
    "ESTATUS_ESCOLARIDAD",
    "CURSOS",
    "HISTORIA_PROFESIONAL",
    "TRAYECTORIA_POLITICA",
    "MOTIVO_CARGO_PUBLICO",
    "PROPUESTA_1",
    "PROPUESTA_2",
    "PROPUESTA_GENERO",
)
COLUMNS = (*REGISTER, *ANSWERS)
NOT_GIVEN, NOT_MEANT = "No proporcionó", "No aplica"
