# expect: any_origin("/api/books", credentials=True)
# warns: allows every site to act and read as the logged-in user
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, resources={r"/*": {"origins": "*"}}, supports_credentials=True)
